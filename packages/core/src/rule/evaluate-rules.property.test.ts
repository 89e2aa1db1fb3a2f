import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileRuleSet } from "./compile-rule-set.ts";
import { evaluateRules } from "./evaluate-rules.ts";
import { explainRule } from "./explain-rule.ts";
import { type Rule, type RuleAction, type RuleChange, ruleChanges } from "./rule-set-body.ts";
import { sampleRoutingContext } from "./sample-routing-context.ts";

const condition = fc.constantFrom(
  "true",
  "false",
  "component.tier == 1",
  "component.tier > 1 || incident.muted",
  'labels.nobody == "x"',
  'labels.team == "payments" && labels.nobody == "x"',
  'team != null && team.key == "payments"',
  'incident.acknowledgedAt < now || event.severity == "critical"',
);
const when = fc.option(condition, { nil: undefined });
const action: fc.Arbitrary<RuleAction> = fc
  .record({
    kind: fc.constantFrom("ticket" as const, "page" as const, "status-post" as const, "message" as const),
    connection: fc.constantFrom("a", "b"),
    slot: fc.option(fc.constantFrom("x", "y"), { nil: undefined }),
    when,
  })
  .map(({ kind, connection, slot, when }) => {
    const common = { connection, ...(when === undefined ? {} : { when }) };
    if (kind === "message") return { message: { ...common, text: "hello" } };
    return { [kind]: { ...common, ...(slot === undefined ? {} : { slot }) } } as unknown as RuleAction;
  });
const rules: fc.Arbitrary<Rule[]> = fc
  .array(
    fc.record({
      on: fc.subarray(
        ruleChanges.filter((change) => change !== "resolved"),
        { minLength: 1 },
      ),
      when,
      do: fc.array(action, { maxLength: 3 }),
      stop: fc.boolean(),
      enabled: fc.boolean(),
    }),
    { maxLength: 8 },
  )
  .map((made) =>
    made.map(({ when, ...rule }, index) => ({ key: `r${index}`, ...rule, ...(when === undefined ? {} : { when }) })),
  );
const change: fc.Arbitrary<RuleChange> = fc.constantFrom(...ruleChanges);
const context = fc.boolean().map((isMapped) => sampleRoutingContext(isMapped ? {} : { component: null, team: null }));

describe("evaluateRules, for any rules", () => {
  it("orders each slot once, in the order of the rules, from rules that fired and nothing else", () => {
    fc.assert(
      fc.property(rules, change, context, (made, change, context) => {
        const compiled = compileRuleSet({ rules: made });
        if (compiled.outcome === "invalid") throw new Error(JSON.stringify(compiled.problems));
        const decision = evaluateRules(compiled.ruleSet, context, change);

        const slots = decision.actions
          .filter(({ slot }) => slot !== null)
          .map(({ kind, connection, groupBy, slot }) => `${kind} ${connection} ${groupBy} ${slot}`);
        expect(new Set(slots).size).toBe(slots.length);
        const places = decision.actions.map(({ rule }) => made.findIndex(({ key }) => key === rule));
        expect(places).toEqual(places.toSorted((one, other) => one - other));

        const asked = made.filter((rule) => rule.enabled !== false && rule.on?.includes(change));
        expect(decision.verdicts.map(({ rule }) => rule)).toEqual(asked.map(({ key }) => key));
        const fired = decision.verdicts.filter(({ outcome }) => outcome === "fired").map(({ rule }) => rule);
        for (const { rule, joinedBy } of decision.actions)
          expect(fired).toEqual(expect.arrayContaining([rule, ...joinedBy]));
        const stopper = decision.verdicts.findIndex((verdict) => verdict.outcome === "fired" && verdict.stopped);
        const after = stopper < 0 ? [] : decision.verdicts.slice(stopper + 1);
        expect(after.every(({ outcome }) => outcome === "not-asked")).toBe(true);

        if (change === "opened") expect(decision.otherwise.outcome === "not-run").toBe(fired.length > 0);
        else expect(decision.otherwise.outcome).toBe("not-run");
        expect(evaluateRules(compiled.ruleSet, context, change)).toEqual(decision);
      }),
      { numRuns: 300 },
    );
  });

  it("explains each rule with what was decided of it; a rule fires only where every clause holds", () => {
    fc.assert(
      fc.property(rules, change, context, (made, change, context) => {
        const compiled = compileRuleSet({ rules: made });
        if (compiled.outcome === "invalid") throw new Error(JSON.stringify(compiled.problems));
        for (const verdict of evaluateRules(compiled.ruleSet, context, change).verdicts) {
          if (verdict.outcome === "not-asked") continue;
          const why = explainRule(compiled.ruleSet, verdict.rule, context)?.when;
          const said = { fired: "true", "no-match": "false", absent: "absent", "not-evaluable": "not-evaluable" };
          expect(why?.verdict.outcome).toBe(said[verdict.outcome]);
          const allHold = why?.clauses.every((clause) => clause.verdict.outcome === "true");
          expect(allHold).toBe(verdict.outcome === "fired");
        }
      }),
      { numRuns: 300 },
    );
  });
});
