import { describe, expect, it } from "vitest";
import { compileRuleSet } from "../compile-rule-set.ts";
import { evaluateRules } from "../evaluate-rules.ts";
import type { Rule } from "../rule-set-body.ts";
import { sampleRoutingContext } from "../sample-routing-context.ts";
import { findIdleRules, type PossibleObjects } from "./find-idle-rules.ts";

const sample = sampleRoutingContext();
const component = (key: string, tier: number) => ({ ...sample.component!, key, name: key, tier });
const possible: PossibleObjects = {
  owned: [
    { component: null, team: null },
    { component: component("checkout-api", 1), team: sample.team },
    { component: component("shop", 2), team: sample.team },
    { component: component("batch", 3), team: null },
  ],
  sources: [sample.source],
};

function compile(rules: readonly Partial<Rule>[]) {
  const made = compileRuleSet({ rules: rules.map((rule, i) => ({ key: `r${i + 1}`, do: [], ...rule })) });
  if (made.outcome === "invalid") throw new Error(JSON.stringify(made.problems));
  return made.ruleSet;
}

const find = (...rules: Partial<Rule>[]) => findIdleRules(compile(rules), possible);
const page = (when: string) => ({ page: { connection: "pager", when } });

describe("findIdleRules", () => {
  it.each([
    ['event.severity == "low" && event.severity == "high"'],
    ['monitor.id == "a" && monitor.id == "b"'],
    ['labels.team == "a" && labels.team != "a"'],
    ["component.tier < 2 && component.tier > 2"],
    ["incident.muted && !incident.muted"],
    ['event.change == "resolved"'],
    ["component == null && component.tier == 1"],
    ['monitor.name.startsWith("a") && !monitor.name.startsWith("a")'],
    ["false"],
  ])("finds that %s can never be true", (when) => {
    expect(find({ when })).toEqual([{ rule: "r1", outcome: "never", because: "contradiction", action: null }]);
  });

  it.each([
    ["component.tier == 4"],
    ['component.key == "chekout-api"'],
    ['team.key == "nobody" || source.sender == "zabbix"'],
    ['component.key == "batch" && team.key == "payments"'],
  ])("finds that %s fits nothing that there is", (when) => {
    expect(find({ when })).toEqual([{ rule: "r1", outcome: "never", because: "configuration", action: null }]);
  });

  it.each([
    ["component.tier <= 2"],
    ['event.severity in ["low", "high"]'],
    ['labels.team == "a" || labels.team != "a"'],
    ["component == null"],
    ["component.tier > 1.5 && component.tier < 2.5"],
    ["incident.costSoFar > 10 && incident.costSoFar < 11"],
    ["now > event.occurredAt"],
    ['has(labels.team) && labels.team == "x"'],
  ])("says nothing of %s, which can be true", (when) => {
    expect(find({ when })).toEqual([]);
  });

  it("finds an action that can never go out", () => {
    expect(find({ when: "component.tier > 1", do: [page("true"), page("component.tier == 1")] })).toEqual([
      { rule: "r1", outcome: "never", because: "contradiction", action: 1 },
    ]);
  });

  it.each<[string, Partial<Rule>[], string[]]>([
    ["a stop without a condition", [{ stop: true }, { when: "component.tier == 1" }], ["r1"]],
    ["a wider condition", [{ when: "component.tier <= 2", stop: true }, { when: "component.tier == 1" }], ["r1"]],
    [
      "the same words",
      [
        { when: 'monitor.name.startsWith("a")', stop: true },
        { when: 'event.severity == "low" && monitor.name.startsWith("a")' },
      ],
      ["r1"],
    ],
    [
      "several together, by what there is",
      [
        { when: "component.tier == 1", stop: true },
        { when: "component.tier > 1", stop: true },
        { when: "component == null", stop: true },
        {},
      ],
      ["r1", "r2", "r3"],
    ],
  ])("finds what %s hides", (_, rules, by) => {
    expect(find(...rules).at(-1)).toMatchObject({ rule: `r${rules.length}`, outcome: "hidden" });
    expect(find(...rules).at(-1)).toMatchObject({ by: expect.arrayContaining(by) });
  });

  it("says which changes, tiers and severities are hidden, where not all is", () => {
    expect(find({ when: "component.tier == 1", stop: true }, { when: 'monitor.name.startsWith("batch-")' })).toEqual([
      { rule: "r2", outcome: "partly-hidden", by: ["r1"], of: [{ name: "component.tier", values: ["1"] }] },
    ]);
    expect(find({ on: ["reopened"], stop: true }, {})).toEqual([
      { rule: "r2", outcome: "partly-hidden", by: ["r1"], of: [{ name: "event.change", values: ["reopened"] }] },
    ]);
  });

  it("says nothing of a rule that another one hides only in part of what it cannot name", () => {
    expect(find({ when: 'monitor.name.startsWith("a")', stop: true }, { when: "component.tier == 1" })).toEqual([]);
    expect(find({ when: "component.tier == 1", stop: true, enabled: false }, {})).toEqual([]);
    expect(find({ when: "component.tier == 1" }, {})).toEqual([]);
    expect(find({ on: ["resolved"], stop: true }, {})).toEqual([]);
  });

  it("gives up on what has too many cases, and says nothing wrong then", () => {
    const many = Array.from({ length: 14 }, (_, i) => ({ when: `monitor.name.contains("${i}")`, stop: true }));
    expect(find(...many, { when: 'monitor.name.contains("3")' })).toEqual([
      { rule: "r15", outcome: "hidden", by: ["r4"] },
    ]);
    expect(find(...many, { when: 'monitor.name.contains("x")' })).toEqual([]);
  });

  // What is said must be so for every event: the engine itself is asked.
  it("never calls a rule idle that fires for some event", () => {
    const parts = [
      "component.tier == 1",
      "component.tier > 1",
      "component == null",
      "!(component.tier == 2)",
      'event.severity == "low"',
      'event.severity in ["high", "critical"]',
      "incident.muted",
      'monitor.name.startsWith("Check")',
      'labels.team == "payments"',
      "has(labels.team)",
      'team.key == "payments"',
    ];
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((seed / 2_147_483_648) * below);
    };
    const condition = (): string => {
      const [one, other] = [parts[random(parts.length)]!, parts[random(parts.length)]!];
      return [one, `${one} && ${other}`, `${one} || ${other}`, `!(${one} && ${other})`][random(4)]!;
    };
    let judged = 0;
    for (let i = 0; i < 60; i++) {
      const rules = Array.from({ length: 3 }, () => ({ when: condition(), stop: random(2) === 0 }));
      const ruleSet = compile(rules);
      const idle = findIdleRules(ruleSet, possible).filter((one) => one.outcome !== "partly-hidden");
      for (const { component: own, team } of possible.owned) {
        for (const severity of ["low", "high", "medium"] as const) {
          for (const labels of [{}, { team: "payments" }, { team: "other" }] as Record<string, string>[]) {
            for (const muted of [true, false]) {
              for (const name of ["Checkout", "Batch"]) {
                const context = sampleRoutingContext({
                  component: own,
                  team,
                  labels,
                  monitor: { id: "m", name },
                  event: { ...sample.event, severity },
                  incident: { ...sample.incident, muted },
                });
                const { verdicts } = evaluateRules(ruleSet, context, "opened");
                for (const { rule } of idle) {
                  judged += 1;
                  const said = verdicts.find((one) => one.rule === rule)?.outcome;
                  expect(said, `${rule} of ${JSON.stringify(rules)}`).not.toBe("fired");
                }
              }
            }
          }
        }
      }
    }
    expect(judged).toBeGreaterThan(300);
  });
});
