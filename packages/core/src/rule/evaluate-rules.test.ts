import { describe, expect, it } from "vitest";
import { type CompiledRuleSet, compileRuleSet } from "./compile-rule-set.ts";
import { evaluateRules } from "./evaluate-rules.ts";
import type { RoutingContext } from "./routing-context.ts";
import type { Rule, RuleAction, RuleSetBody } from "./rule-set-body.ts";
import { sampleRoutingContext } from "./sample-routing-context.ts";

const ticket: RuleAction = {
  ticket: { connection: "desk", priority: { "1": "urgent", default: "normal" }, assignee: "{{ onCall.email }}" },
};
const page: RuleAction = { page: { connection: "pager", escalateAfter: "5m" } };

function compile(rules: Rule[], more: Partial<RuleSetBody> = {}): CompiledRuleSet {
  const made = compileRuleSet({ rules, ...more });
  if (made.outcome === "invalid") throw new Error(JSON.stringify(made.problems));
  return made.ruleSet;
}

function withIncident(
  changes: Partial<RoutingContext["incident"]>,
  more: Partial<RoutingContext> = {},
): RoutingContext {
  const sample = sampleRoutingContext(more);
  return { ...sample, incident: { ...sample.incident, ...changes } };
}

describe("evaluateRules", () => {
  it("asks each of 5,000 rules, and orders by those that match (H9)", () => {
    const rules = Array.from(
      { length: 5_000 },
      (_, n): Rule => ({
        key: `rule-${n}`,
        when: `event.severity == "critical" && component.tier <= 2 && labels.shard == "${n}"`,
        do: [ticket],
      }),
    );
    const ruleSet = compile(rules);
    for (const n of [17, 4_999]) {
      const decision = evaluateRules(ruleSet, sampleRoutingContext({ labels: { shard: String(n) } }), "opened");
      expect(decision.verdicts).toHaveLength(5_000);
      expect(decision.actions.map(({ rule }) => rule)).toEqual([`rule-${n}`]);
    }
  });

  it("orders actions in the order of the rules, with values looked up by tier and templates as written", () => {
    const ruleSet = compile([
      { key: "first", when: "component.tier == 1", hold: "30s", do: [ticket] },
      { key: "second", do: [page] },
    ]);
    const decision = evaluateRules(ruleSet, sampleRoutingContext(), "opened");
    expect(decision.verdicts.map(({ rule, outcome }) => [rule, outcome])).toEqual([
      ["first", "fired"],
      ["second", "fired"],
    ]);
    expect(decision.actions).toEqual([
      {
        rule: "first",
        index: 0,
        kind: "ticket",
        connection: "desk",
        slot: "default",
        groupBy: "incident",
        always: false,
        holdMs: 30_000,
        fields: {
          priority: "urgent",
          assignee: "{{ onCall.email }}",
          title: null,
          description: null,
          comment: null,
          fields: null,
        },
        joinedBy: [],
      },
      expect.objectContaining({ rule: "second", kind: "page", slot: "payments", holdMs: 0 }),
    ]);
    expect(decision.otherwise).toEqual({ outcome: "not-run", reason: 'rule "first" matched' });
  });

  it("asks only rules for the change, and none that is disabled", () => {
    const ruleSet = compile([
      { key: "opened-only", on: ["opened"], do: [page] },
      { key: "usual", do: [page] },
      { key: "off", enabled: false, do: [page] },
      { key: "resolved", on: ["resolved"], do: [{ message: { connection: "chat", text: "over" } }] },
    ]);
    const asked = (change: "opened" | "reopened" | "resolved" | "updated" | "none") =>
      evaluateRules(ruleSet, sampleRoutingContext(), change).verdicts.map(({ rule }) => rule);
    expect(asked("opened")).toEqual(["opened-only", "usual"]);
    expect(asked("reopened")).toEqual(["usual"]);
    expect(asked("resolved")).toEqual(["resolved"]);
    expect(asked("updated")).toEqual([]);
    expect(asked("none")).toEqual([]);
  });

  it("asks no later rule after one that says stop, but only where that one matched", () => {
    const rules: Rule[] = [
      { key: "silence", when: "incident.flapping", stop: true, do: [] },
      { key: "page", do: [page] },
    ];
    const calm = evaluateRules(compile(rules), withIncident({ flapping: false }), "opened");
    expect(calm.verdicts.map(({ outcome }) => outcome)).toEqual(["no-match", "fired"]);
    const flapping = evaluateRules(compile(rules), withIncident({ flapping: true }), "opened");
    expect(flapping.verdicts).toEqual([
      { rule: "silence", outcome: "fired", stopped: true },
      { rule: "page", outcome: "not-asked", stoppedBy: "silence" },
    ]);
    expect(flapping.actions).toEqual([]);
    expect(flapping.otherwise.outcome).toBe("not-run");
  });

  it("lets the first of two that order one slot hold, and says who joined", () => {
    const other = (fields: object): RuleAction => ({ ticket: { connection: "desk", ...fields } });
    const ruleSet = compile([
      { key: "a", do: [ticket] },
      { key: "b", do: [other({ priority: "low" })] },
      {
        key: "c",
        do: [other({ slot: "security" }), other({ groupBy: "component" }), { ticket: { connection: "desk2" } }],
      },
      { key: "d", do: [page, { page: { connection: "pager", team: "network" } }] },
    ]);
    const { actions } = evaluateRules(ruleSet, sampleRoutingContext(), "opened");
    expect(actions.map((action) => [action.rule, action.connection, action.slot, action.groupBy])).toEqual([
      ["a", "desk", "default", "incident"],
      ["c", "desk", "security", "incident"],
      ["c", "desk", "default", "component"],
      ["c", "desk2", "default", "incident"],
      ["d", "pager", "payments", "incident"],
      ["d", "pager", "network", "incident"],
    ]);
    expect(actions[0]).toMatchObject({ fields: { priority: "urgent" }, joinedBy: ["b"] });
  });

  it("orders messages again and again: they open nothing", () => {
    const message: RuleAction = { message: { connection: "chat", text: "x" } };
    const { actions } = evaluateRules(
      compile([{ key: "a", do: [message, message] }]),
      sampleRoutingContext(),
      "opened",
    );
    expect(actions.map(({ slot }) => slot)).toEqual([null, null]);
  });

  it("groups a status post by component, whatever the rule says", () => {
    const ruleSet = compile([{ key: "a", do: [{ "status-post": { connection: "status" } }] }]);
    expect(evaluateRules(ruleSet, sampleRoutingContext(), "opened").actions[0]?.groupBy).toBe("component");
  });

  it("leaves out an action whose own when says no, and keeps one that could not be asked for somebody to see", () => {
    const ruleSet = compile([
      {
        key: "a",
        do: [
          { page: { connection: "pager", when: 'event.severity == "low"' } },
          { ticket: { connection: "desk", when: 'labels.nobody == "x"' } },
        ],
      },
    ]);
    const decision = evaluateRules(ruleSet, sampleRoutingContext(), "opened");
    expect(decision.actions).toEqual([]);
    expect(decision.notEvaluable).toEqual([
      { rule: "a", index: 1, problem: { message: "no such key labels.nobody", range: { start: 7, end: 13 } } },
    ]);
  });

  it("counts a rule that can't be evaluated as no match, and goes on", () => {
    const ruleSet = compile([
      { key: "broken", when: 'labels.nobody == "x"', stop: true, do: [ticket] },
      { key: "works", do: [page] },
    ]);
    const decision = evaluateRules(ruleSet, sampleRoutingContext(), "opened");
    expect(decision.verdicts[0]).toMatchObject({ outcome: "not-evaluable" });
    expect(decision.actions.map(({ rule }) => rule)).toEqual(["works"]);
    expect(decision.notEvaluable).toHaveLength(1);
  });

  it("looks up the tier: none that fits and an unmapped component take default, else null", () => {
    const ruleSet = compile([
      { key: "a", do: [ticket, { ticket: { connection: "desk2", priority: { "2": "high" } } }] },
    ]);
    const priorities = (context: RoutingContext) =>
      evaluateRules(ruleSet, context, "opened").actions.map(({ fields }) => fields.priority);
    expect(priorities(sampleRoutingContext())).toEqual(["urgent", null]);
    expect(priorities(sampleRoutingContext({ component: null, team: null }))).toEqual(["normal", null]);
  });
});

describe("evaluateRules, otherwise", () => {
  const otherwise = { otherwise: { page: { connection: "pager" } } } satisfies Partial<RuleSetBody>;
  const never: Rule = { key: "never", when: "incident.reopened > 5", do: [ticket] };

  it.each([
    ["critical", "ran"],
    ["high", "ran"],
    ["unknown", "ran"],
    ["medium", "unrouted"],
    ["low", "unrouted"],
    ["info", "unrouted"],
  ] as const)("on severity %s: %s", (severity, outcome) => {
    const decision = evaluateRules(compile([never], otherwise), withIncident({ severity }), "opened");
    expect(decision.otherwise).toMatchObject({ outcome });
    expect(decision.actions).toHaveLength(outcome === "ran" ? 1 : 0);
  });

  it("pages for an unmapped component whatever the severity, and says so", () => {
    const context = withIncident({ severity: "low" }, { component: null, team: null });
    const decision = evaluateRules(compile([never], otherwise), context, "opened");
    expect(decision.otherwise).toMatchObject({ outcome: "ran", reason: "no rule matched; the component is unmapped" });
    expect(decision.actions).toMatchObject([{ rule: "otherwise", kind: "page", slot: "default" }]);
  });

  it("pages when a rule could not be evaluated, and says which and why", () => {
    const broken: Rule = { key: "x", when: 'labels.nobody == "x"', do: [ticket] };
    const decision = evaluateRules(compile([broken], otherwise), withIncident({ severity: "low" }), "opened");
    expect(decision.otherwise).toMatchObject({
      outcome: "ran",
      reason: 'rule "x" could not be evaluated: no such key labels.nobody',
    });
  });

  it("does not page for an unmapped monitor that a rule reads the component of, as a fault of the rule", () => {
    const tier: Rule = { key: "tier", when: "component.tier <= 2", do: [ticket] };
    const decision = evaluateRules(compile([tier], otherwise), sampleRoutingContext({ component: null }), "opened");
    expect(decision.notEvaluable).toEqual([]);
    expect(decision.verdicts).toEqual([{ rule: "tier", outcome: "absent", name: "component" }]);
  });

  it("asks its own condition instead, where it has one", () => {
    const when = (text: string) => ({ otherwise: { page: { connection: "pager", when: text } } });
    const decide = (text: string) =>
      evaluateRules(compile([never], when(text)), withIncident({ severity: "low" }), "opened");
    expect(decide('event.severity == "critical"').otherwise.outcome).toBe("ran");
    expect(decide('event.severity == "low"').otherwise.outcome).toBe("unrouted");
    expect(decide('labels.nobody == "x"')).toMatchObject({
      otherwise: { outcome: "ran" },
      notEvaluable: [{ rule: "otherwise", index: 0 }],
    });
  });

  it("pages by the paths of failures where the rule set says nothing", () => {
    const decision = evaluateRules(compile([]), sampleRoutingContext(), "opened");
    expect(decision.otherwise).toEqual({ outcome: "ran", reason: "no rule matched", action: null });
    expect(decision.actions).toEqual([]);
  });

  it.each([
    [withIncident({ inMaintenance: true }), "opened", "the component is in maintenance"],
    [withIncident({ muted: true }), "opened", "the monitor is muted"],
    [withIncident({ origin: "test" }), "opened", "this is a test"],
    [sampleRoutingContext(), "reopened", "it runs on opened alone"],
    [sampleRoutingContext(), "resolved", "it runs on opened alone"],
  ] as const)("does not run: case %#, %s %s", (context, change, reason) => {
    expect(evaluateRules(compile([never], otherwise), context, change).otherwise).toEqual({
      outcome: "not-run",
      reason,
    });
  });

  it("asks no rule about a drill", () => {
    const decision = evaluateRules(
      compile([{ key: "all", do: [] }], otherwise),
      withIncident({ origin: "drill" }),
      "opened",
    );
    expect(decision).toMatchObject({ verdicts: [], actions: [], otherwise: { outcome: "not-run" } });
  });

  it("does not run where a rule is silence on purpose", () => {
    const decision = evaluateRules(compile([{ key: "silence", do: [] }], otherwise), sampleRoutingContext(), "opened");
    expect(decision.otherwise.outcome).toBe("not-run");
  });
});
