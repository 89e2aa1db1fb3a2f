import { describe, expect, it } from "vitest";
import { compileRuleSet } from "./compile-rule-set.ts";
import { overBudget, sayBudget } from "./rule-budget.ts";

describe("a budget of a rule set", () => {
  it("says what it allows, and is exceeded by more than that alone", () => {
    const budget = { pagesAtNight: 5, tickets: 0 };
    expect(sayBudget(budget)).toBe("at most 0 more tickets and at most 5 more pages at night");
    const added = { tickets: -3, statusPosts: 9, pages: 7, pagesAtNight: 5 };
    expect(overBudget(budget, added)).toEqual([]);
    expect(overBudget(budget, { ...added, pagesAtNight: 6 })).toEqual([{ words: "pages at night", added: 6, most: 5 }]);
  });

  it.each([
    [{ pagesAtNight: 5 }, []],
    [{ pagesAtNihgt: 5 }, ["budget.pagesAtNihgt"]],
    [{ pages: -1, tickets: 1.5 }, ["budget.pages", "budget.tickets"]],
    [5, ["budget"]],
  ])("%j: is checked with the rules", (budget, places) => {
    const made = compileRuleSet({ rules: [], budget });
    const problems = made.outcome === "invalid" ? made.problems : [];
    expect(problems.map(({ path }) => path.join("."))).toEqual(places);
  });
});
