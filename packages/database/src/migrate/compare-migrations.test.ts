import { describe, expect, it } from "vitest";
import { compareMigrations } from "./compare-migrations.ts";
import type { Migration } from "./read-migrations.ts";

const file = (number: number, changes: Partial<Migration> = {}): Migration => ({
  number,
  name: `000${number}_step`,
  sql: "select 1",
  sha256: `hash ${number}`,
  ...changes,
});

describe("compareMigrations", () => {
  it("names what is pending, in order", () => {
    const { pending, problems } = compareMigrations([file(1)], [file(1), file(2), file(3)]);
    expect(pending.map((one) => one.number)).toEqual([2, 3]);
    expect(problems).toEqual([]);
  });

  it.each([
    ["an edited file", [file(1)], [file(1, { sha256: "other" })], /0001_step was edited after it was applied/],
    ["a renamed file", [file(1)], [file(1, { name: "0001_other" })], /is now called 0001_other/],
    ["a missing file", [file(1), file(2)], [file(2)], /0001_step was applied, but its file is missing/],
    ["a newer database", [file(1), file(2)], [file(1)], /0002_step, which this version does not know/],
    ["a number below the newest applied", [file(2)], [file(1), file(2)], /0001_step has a lower number/],
  ])("refuses %s", (_what, applied, files, line) => {
    expect(compareMigrations(applied, files).problems.join("\n")).toMatch(line);
  });

  it("names every problem, not only the first", () => {
    const applied = [file(1), file(2), file(9)];
    expect(compareMigrations(applied, [file(1, { sha256: "other" }), file(3)]).problems).toHaveLength(4);
  });
});
