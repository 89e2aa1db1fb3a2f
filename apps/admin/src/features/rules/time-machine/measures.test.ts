import { expect, it } from "vitest";
import { countsOf, measuresOf, sayDifference } from "./measures.ts";

const counts = (gained: number, lost: number, changed: number) => ({ live: 9, draft: 9, gained, lost, changed });

it("says what is more, less and different", () => {
  expect(sayDifference(counts(12, 3, 4))).toBe("+12 −3, 4 changed");
  expect(sayDifference(counts(0, 3, 0))).toBe("−3");
  expect(sayDifference(counts(0, 0, 1))).toBe("1 changed");
  expect(sayDifference(counts(0, 0, 0))).toBe("no difference");
});

it("shows what there is something of, in one order", () => {
  const total = { "page-at-night": counts(1, 0, 0), ticket: counts(0, 0, 0), page: counts(1, 0, 0) };
  const result = { total, weeks: [], rules: [], withoutAnswer: 0, stillWaiting: 0, differences: 1 };
  expect(measuresOf(result)).toEqual(["ticket", "page", "page-at-night"]);
  expect(countsOf(total, "message").live).toBe(0);
});
