import type { EventChange } from "../event/normalised-event.ts";
import { obligationKinds } from "./action-fields.ts";
import { type CompiledAction, type CompiledRule, type CompiledRuleSet, otherwiseKey } from "./compile-rule-set.ts";
import { type BoundContext, bindContext } from "./condition/bind-context.ts";
import { evaluateCondition, type Verdict } from "./condition/evaluate-condition.ts";
import { resolveFields } from "./resolve-fields.ts";
import type { RoutingContext } from "./routing-context.ts";
import type { NotEvaluable, OrderedAction, OtherwiseVerdict, RuleDecision, RuleVerdict } from "./rule-decision.ts";

/**
 * Asks the rules for `change` in their order. A rule fires when its `when` is true; each of its actions goes out unless its
 * own `when` says no. Of two that order one slot, the first's fields hold. For change `none`, and of a drill, nothing is asked.
 * Never throws.
 * @param known the context as `bindContext` gives it, where two rule sets are asked about one event
 */
export function evaluateRules(
  ruleSet: CompiledRuleSet,
  context: RoutingContext,
  change: EventChange,
  known?: BoundContext,
): RuleDecision {
  const decision: RuleDecision = { verdicts: [], actions: [], otherwise: notRun("nothing changed"), notEvaluable: [] };
  if (change === "none") return decision;
  if (context.incident.origin === "drill") {
    return { ...decision, otherwise: notRun("this is a drill: its own connection is told, and no rule is asked") };
  }
  const bound = known ?? bindContext(context);
  const slots = new Map<string, OrderedAction>();
  let stoppedBy: string | null = null;
  for (const rule of ruleSet.byChange[change]) {
    if (stoppedBy !== null) {
      decision.verdicts.push({ rule: rule.key, outcome: "not-asked", stoppedBy });
      continue;
    }
    const verdict = askRule(rule, bound);
    decision.verdicts.push(verdict);
    if (verdict.outcome === "not-evaluable") {
      decision.notEvaluable.push({ rule: rule.key, index: null, problem: verdict.problem });
    }
    if (verdict.outcome !== "fired") continue;
    for (const [index, action] of rule.actions.entries()) order(decision, slots, rule, index, action, bound, context);
    if (rule.stop) stoppedBy = rule.key;
  }
  decision.otherwise = decideOtherwise(ruleSet, decision, bound, context, change);
  if (decision.otherwise.outcome === "ran" && decision.otherwise.action !== null) {
    decision.actions.push(decision.otherwise.action);
  }
  return decision;
}

function askRule(rule: CompiledRule, bound: BoundContext): RuleVerdict {
  const verdict: Verdict = rule.when === null ? { outcome: "true" } : evaluateCondition(rule.when, bound);
  switch (verdict.outcome) {
    case "true":
      return { rule: rule.key, outcome: "fired", stopped: rule.stop };
    case "false":
      return { rule: rule.key, outcome: "no-match" };
    case "absent":
      return { rule: rule.key, outcome: "absent", name: verdict.name };
    case "not-evaluable":
      return { rule: rule.key, outcome: "not-evaluable", problem: verdict.problem };
  }
}

function order(
  decision: RuleDecision,
  slots: Map<string, OrderedAction>,
  rule: CompiledRule,
  index: number,
  action: CompiledAction,
  bound: BoundContext,
  context: RoutingContext,
): void {
  const verdict = action.when === null ? null : evaluateCondition(action.when, bound);
  if (verdict?.outcome === "not-evaluable") {
    decision.notEvaluable.push({ rule: rule.key, index, problem: verdict.problem });
  }
  if (verdict !== null && verdict.outcome !== "true") return;
  const ordered = toOrdered(action, rule.key, index, rule.holdMs, context);
  const slot =
    ordered.slot === null ? null : JSON.stringify([ordered.kind, ordered.connection, ordered.groupBy, ordered.slot]);
  const first = slot === null ? undefined : slots.get(slot);
  if (first !== undefined) {
    if (first.rule !== rule.key && !first.joinedBy.includes(rule.key)) first.joinedBy.push(rule.key);
    return;
  }
  if (slot !== null) slots.set(slot, ordered);
  decision.actions.push(ordered);
}

function toOrdered(
  action: CompiledAction,
  rule: string,
  index: number,
  holdMs: number,
  context: RoutingContext,
): OrderedAction {
  const team = typeof action.fields.team === "string" ? action.fields.team : (context.team?.key ?? "default");
  const usual = action.kind === "page" ? team : "default";
  return {
    rule,
    index,
    kind: action.kind,
    connection: action.connection,
    slot: obligationKinds.includes(action.kind) ? (action.slot ?? usual) : null,
    groupBy: action.groupBy,
    always: action.always,
    holdMs,
    fields: resolveFields(action.kind, action.fields, context.component?.tier ?? null),
    joinedBy: [],
  };
}

function decideOtherwise(
  ruleSet: CompiledRuleSet,
  decision: RuleDecision,
  bound: BoundContext,
  context: RoutingContext,
  change: EventChange,
): OtherwiseVerdict {
  if (change !== "opened") return notRun("it runs on opened alone");
  const fired = decision.verdicts.find((verdict) => verdict.outcome === "fired");
  if (fired !== undefined) return notRun(`rule "${fired.rule}" matched`);
  const { incident, component } = context;
  if (incident.origin !== "real") return notRun("this is a test");
  if (incident.inMaintenance) return notRun("the component is in maintenance");
  if (incident.muted) return notRun("the monitor is muted");

  const failed = decision.notEvaluable[0];
  const words = failed === undefined ? "no rule matched" : describeNotEvaluable(failed);
  const action = ruleSet.otherwise === null ? null : toOrdered(ruleSet.otherwise, otherwiseKey, 0, 0, context);
  if (ruleSet.otherwise?.when) {
    const verdict = evaluateCondition(ruleSet.otherwise.when, bound);
    if (verdict.outcome === "not-evaluable") {
      decision.notEvaluable.push({ rule: otherwiseKey, index: 0, problem: verdict.problem });
    }
    // What could not be asked goes out: nothing that opened goes unheard because of a fault in a condition.
    const says = verdict.outcome === "true" || verdict.outcome === "not-evaluable";
    return says
      ? { outcome: "ran", reason: words, action }
      : { outcome: "unrouted", reason: `${words}; the condition of otherwise does not hold` };
  }
  if (["critical", "high", "unknown"].includes(incident.severity) || component === null || failed !== undefined) {
    return { outcome: "ran", reason: component === null ? `${words}; the component is unmapped` : words, action };
  }
  return { outcome: "unrouted", reason: `${words}; severity ${incident.severity} does not page by itself` };
}

/** `rule "x" could not be evaluated: no such key labels.team`. */
export function describeNotEvaluable(failed: NotEvaluable): string {
  const what = failed.index === null ? "" : `action ${failed.index + 1} of `;
  const who = failed.rule === otherwiseKey ? otherwiseKey : `${what}rule "${failed.rule}"`;
  return `${who} could not be evaluated: ${failed.problem.message}`;
}

function notRun(reason: string): OtherwiseVerdict {
  return { outcome: "not-run", reason };
}
