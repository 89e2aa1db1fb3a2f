import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareRuleSets } from "./compare-rule-sets.ts";
import type { Rule, RuleSetBody } from "./rule-set-body.ts";

const rule = (key: string, more: Partial<Rule> = {}): Rule => ({
  key,
  do: [{ ticket: { connection: "desk" } }],
  ...more,
});
const say = (before: RuleSetBody, after: RuleSetBody) =>
  compareRuleSets(before, after).map(
    ({ object, key, change, fields }) =>
      `${object} ${key} ${change}${fields.map(({ field, from, to }) => `; ${field}: ${from} → ${to}`).join("")}`,
  );

describe("compareRuleSets", () => {
  it("tells by rule what was added, removed and changed, field by field", () => {
    const before: RuleSetBody = {
      rules: [rule("a", { when: "component.tier == 1", hold: "30s" }), rule("b"), rule("quiet", { do: [] })],
      otherwise: { page: { connection: "pager" } },
    };
    const after: RuleSetBody = {
      rules: [
        rule("a", {
          when: "component.tier <= 2",
          do: [
            { ticket: { connection: "desk", priority: { "2": "high", "1": "urgent" } } },
            { page: { connection: "pager" } },
          ],
        }),
        rule("quiet", { do: [], stop: true }),
        rule("c", { on: ["resolved"], do: [{ message: { connection: "forum", text: "over" } }] }),
      ],
      otherwise: { page: { connection: "phone" } },
    };
    expect(say(before, after)).toEqual([
      'rule a changed; when: component.tier == 1 → component.tier <= 2; do: ticket → desk, priority: null → {"1":"urgent","2":"high"}; do: page → pager: null → ordered; hold: 30s → null',
      "rule quiet changed; stop: null → true",
      'rule c added; on: null → ["resolved"]; do: message → forum: null → ordered; do: message → forum, text: null → over',
      "rule b removed; do: ticket → desk: ordered → null",
      "otherwise otherwise changed; page → phone: null → ordered; page → pager: ordered → null",
    ]);
  });

  it("names the one rule that was moved, not those that it passed", () => {
    const keys = (...names: string[]): RuleSetBody => ({ rules: names.map((name) => rule(name)) });
    expect(say(keys("a", "b", "c", "d"), keys("d", "a", "b", "c"))).toEqual(["rule d moved"]);
    expect(say(keys("a", "b", "c", "d"), keys("b", "c", "new", "a", "d"))).toEqual([
      "rule new added; do: ticket → desk: null → ordered",
      "rule a moved",
    ]);
  });

  it("tells of tests, and takes the keys of an object in any order for the same", () => {
    const test = { name: "t", sender: "anyping", delivery: "{}", expect: [{ ticket: "desk" }] };
    const before: RuleSetBody = {
      rules: [rule("a", { do: [{ http: { connection: "x", body: { one: 1, two: 2 } } }] })],
    };
    const after: RuleSetBody = {
      rules: [rule("a", { do: [{ http: { connection: "x", body: { two: 2, one: 1 } } }] })],
      tests: [test],
    };
    expect(say(before, after)).toEqual([
      'test t added; sender: null → anyping; delivery: null → {}; expect: null → [{"ticket":"desk"}]',
    ]);
    expect(say(after, { ...after, tests: [{ ...test, expect: [] }] })).toEqual([
      'test t changed; expect: [{"ticket":"desk"}] → []',
    ]);
  });

  it("tells what becomes of the budget", () => {
    const before = { rules: [] };
    const budget = { pagesAtNight: 5 };
    expect(compareRuleSets(before, { rules: [], budget })).toMatchObject([
      { object: "budget", change: "added", fields: [{ field: "pagesAtNight", from: null, to: "5" }] },
    ]);
    expect(compareRuleSets({ rules: [], budget }, before)).toMatchObject([{ object: "budget", change: "removed" }]);
    expect(compareRuleSets({ rules: [], budget }, { rules: [], budget })).toEqual([]);
  });

  it("tells nothing of two that are the same, and something of two that differ", () => {
    const rules = fc.array(
      fc.record({
        key: fc.constantFrom("a", "b", "c", "d", "e"),
        when: fc.constantFrom("true", "false"),
        do: fc.constant<Rule["do"]>([]),
      }),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(rules, rules, (one, other) => {
        const unique = (list: Rule[]) => [...new Map(list.map((each) => [each.key, each])).values()];
        const [before, after] = [unique(one), unique(other)];
        const changes = compareRuleSets({ rules: before }, { rules: after });
        expect(changes.length === 0).toBe(JSON.stringify(before) === JSON.stringify(after));
        // What neither moved nor came stands in the old order.
        const gone = changes.filter(({ change, isMoved }) => change === "added" || change === "removed" || isMoved);
        const touched = new Set(gone.map(({ key }) => key));
        const still = (list: Rule[]) => list.map(({ key }) => key).filter((key) => !touched.has(key));
        expect(still(before)).toEqual(still(after));
      }),
    );
  });
});
