import { describe, expect, it } from "vitest";
import { printTable } from "./print-table.ts";

describe("printTable", () => {
  it("aligns columns and leaves no blanks at the end of a line", () => {
    expect(
      printTable(
        ["KEY", "N"],
        [
          ["a", 1],
          ["longer", null],
        ],
      ),
    ).toBe("KEY     N\na       1\nlonger");
  });

  it("prints what a sender wrote as one plain line", () => {
    expect(printTable(["TEXT"], [["a\u001b[31mb\nc\u202ed\u2028e"]])).toBe("TEXT\na [31mb c d e");
  });
});
