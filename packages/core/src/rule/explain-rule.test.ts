import { describe, expect, it } from "vitest";
import { compileRuleSet } from "./compile-rule-set.ts";
import { explainRule } from "./explain-rule.ts";
import { sampleRoutingContext } from "./sample-routing-context.ts";

function explain(when: string, context = sampleRoutingContext()) {
  const made = compileRuleSet({ rules: [{ key: "a", when, do: [] }] });
  if (made.outcome === "invalid") throw new Error(JSON.stringify(made.problems));
  return explainRule(made.ruleSet, "a", context)?.when;
}

describe("explainRule", () => {
  it("gives the value of each clause and of what it looked at", () => {
    const when = explain(
      'component.tier <= 2 && (event.severity == "low" || labels.env == "test") && !(incident.muted)',
    );
    expect(when?.verdict).toEqual({ outcome: "false" });
    expect(when?.clauses).toEqual([
      {
        source: "component.tier <= 2",
        range: { start: 0, end: 19 },
        verdict: { outcome: "true" },
        values: [{ name: "component.tier", value: 1, missing: false }],
      },
      {
        source: 'event.severity == "low" || labels.env == "test"',
        range: { start: 24, end: 71 },
        verdict: { outcome: "false" },
        values: [
          { name: "event.severity", value: "critical", missing: false },
          { name: "labels.env", value: "prod", missing: false },
        ],
      },
      {
        source: "!(incident.muted)",
        range: { start: 76, end: 93 },
        verdict: { outcome: "true" },
        values: [{ name: "incident.muted", value: false, missing: false }],
      },
    ]);
  });

  it("goes on after a clause that can't be evaluated", () => {
    const clauses = explain('labels.nobody == "x" && event.url == null && calendar.quietHours("berlin")')?.clauses;
    expect(clauses).toMatchObject([
      { verdict: { outcome: "not-evaluable" }, values: [{ name: "labels.nobody", value: null, missing: true }] },
      { verdict: { outcome: "true" }, values: [{ name: "event.url", value: null, missing: false }] },
      {
        verdict: { outcome: "true" },
        values: [{ name: 'calendar.quietHours("berlin")', value: true, missing: false }],
      },
    ]);
  });

  it("says that the component is unmapped", () => {
    const when = explain(
      "event.severity == 'critical' && component.tier <= 2",
      sampleRoutingContext({ component: null }),
    );
    expect(when?.verdict).toEqual({ outcome: "absent", name: "component" });
    expect(when?.clauses[1]).toMatchObject({
      verdict: { outcome: "absent" },
      values: [{ value: null, missing: false }],
    });
  });

  it.each([
    ['((event.severity == "a)") && (true)) || false', ['((event.severity == "a)") && (true)) || false']],
    ['(incident.muted && true) && event.summary != "(" // ((', ["incident.muted", "true", 'event.summary != "("']],
    [
      '!(event.summary == r"\\(") && now.getHours() == (1 + 0)',
      ['!(event.summary == r"\\(")', "now.getHours() == (1 + 0)"],
    ],
  ])("cuts %s where the author would", (source, clauses) => {
    // "a)" is no severity: said through a field that holds any text
    const text = source.replace("event.severity", "event.summary");
    expect(explain(text)?.clauses.map((clause) => clause.source)).toEqual(
      clauses.map((clause) => clause.replace("event.severity", "event.summary")),
    );
  });

  it("explains each action's own condition, a rule without one, and otherwise", () => {
    const made = compileRuleSet({
      rules: [
        { key: "a", do: [{ page: { connection: "p", when: "component.tier == 2" } }, { ticket: { connection: "d" } }] },
      ],
      otherwise: { page: { connection: "p", when: "incident.muted" } },
    });
    if (made.outcome === "invalid") throw new Error("invalid");
    expect(explainRule(made.ruleSet, "a", sampleRoutingContext())).toMatchObject({
      when: { source: null, verdict: { outcome: "true" }, clauses: [] },
      actions: [
        { kind: "page", when: { verdict: { outcome: "false" } } },
        { kind: "ticket", when: { source: null, verdict: { outcome: "true" } } },
      ],
    });
    expect(explainRule(made.ruleSet, "otherwise", sampleRoutingContext())?.actions).toMatchObject([
      { when: { source: "incident.muted", verdict: { outcome: "false" } } },
    ]);
    expect(explainRule(made.ruleSet, "nobody", sampleRoutingContext())).toBeNull();
  });
});
