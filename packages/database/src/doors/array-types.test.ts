import { describe, expect, it } from "vitest";
import { parseArray, printArray } from "./array-types.ts";

describe("arrays of Postgres", () => {
  it.each([[[]], [["a"]], [["", "NULL", null, 'say "no"', "back\\slash", "{a,b}", "two\nlines", "é☎"]]])(
    "print and parse back: %j",
    (elements) => {
      expect(parseArray(printArray(elements), (element) => element)).toEqual(elements);
    },
  );

  it("are read as Postgres prints them", () => {
    expect(parseArray("{1,-2,NULL}", Number)).toEqual([1, -2, null]);
    expect(parseArray('{a,"b c",NULL,"NULL"}', (element) => element)).toEqual(["a", "b c", null, "NULL"]);
    expect(parseArray("{}", Number)).toEqual([]);
  });
});
