import type { ActionKind } from "../../action/outcome.ts";
import type { CompiledRule, CompiledRuleSet } from "../compile-rule-set.ts";
import { otherwiseKey } from "../compile-rule-set.ts";
import { type ExplainedCondition, explainRule } from "../explain-rule.ts";
import type { OrderedAction } from "../rule-decision.ts";
import type { DecidedEvent } from "./decided-event.ts";

const rulesToldMax = 3;

/** Why nothing of that kind was ordered of that connection: of each rule that could have, the clause that said no. */
export function explainNotOrdered(
  ruleSet: CompiledRuleSet,
  wanted: { kind: ActionKind; connection: string },
  events: readonly DecidedEvent[],
): string {
  const asked = events.filter(({ change }) => change !== "none");
  if (asked.length === 0) return "the delivery changes no incident, so no rule was asked";
  const orders = ({ kind, connection }: { kind: ActionKind; connection: string }) =>
    kind === wanted.kind && connection === wanted.connection;
  const rules = ruleSet.rules.filter((rule) => rule.actions.some(orders));
  const reasons = rules.map((rule) => whyNot(ruleSet, rule, orders, asked));
  const { otherwise } = ruleSet;
  if (otherwise === null ? wanted.kind === "page" : orders(otherwise)) {
    const [event] = asked;
    reasons.push(`otherwise did not run: ${event!.decision.otherwise.reason}`);
  }
  if (reasons.length === 0) return "no rule orders one";
  const more = reasons.length > rulesToldMax ? `; and ${reasons.length - rulesToldMax} more rules` : "";
  return reasons.slice(0, rulesToldMax).join("; ") + more;
}

/** Why a rule did not fire. */
export function explainSilent(ruleSet: CompiledRuleSet, key: string, events: readonly DecidedEvent[]): string {
  const asked = events.filter(({ change }) => change !== "none");
  const rule = ruleSet.rules.find((one) => one.key === key);
  if (rule === undefined) return "there is no such rule";
  if (asked.length === 0) return "the delivery changes no incident, so no rule was asked";
  return whyNot(ruleSet, rule, () => false, asked);
}

/** Why something was ordered. */
export function explainOrdered(ruleSet: CompiledRuleSet, action: OrderedAction, event: DecidedEvent): string {
  if (action.rule === otherwiseKey) return `otherwise ran: ${event.decision.otherwise.reason}`;
  const when = explainRule(ruleSet, action.rule, event.context)?.when.source ?? null;
  return `rule "${action.rule}" fired on ${event.change}: ${when === null ? "it has no condition" : `${when} holds`}`;
}

function whyNot(
  ruleSet: CompiledRuleSet,
  rule: CompiledRule,
  orders: (action: { kind: ActionKind; connection: string }) => boolean,
  events: readonly DecidedEvent[],
): string {
  const who = `rule "${rule.key}"`;
  if (!rule.enabled) return `${who} is switched off`;
  const event = events.find(({ change }) => change !== "none" && rule.on.has(change));
  if (event === undefined) {
    const changes = [...new Set(events.map(({ change }) => change))].join(", ");
    return `${who} is for ${[...rule.on].join(", ")}, and this is ${changes}`;
  }
  const verdict = event.decision.verdicts.find((one) => one.rule === rule.key);
  const why = explainRule(ruleSet, rule.key, event.context);
  if (verdict === undefined || why === null) return `${who} was not asked`;
  switch (verdict.outcome) {
    case "not-asked":
      return `${who} was not asked: rule "${verdict.stoppedBy}" said stop`;
    case "absent":
      return `${who}: there is no ${verdict.name} for this event`;
    case "not-evaluable":
      return `${who} could not be evaluated: ${verdict.problem.message}`;
    case "no-match":
      return `${who}: ${firstFalse(why.when)}`;
    case "fired": {
      const action = why.actions.find((one) => orders(one) && one.when.verdict.outcome !== "true");
      if (action === undefined) return `${who} fired, and another rule ordered the same slot before it`;
      return `${who} fired, but its ${action.kind} has a condition of its own: ${firstFalse(action.when)}`;
    }
  }
}

/** `component.tier <= 2 is false (component.tier is 3)`. */
function firstFalse({ source, clauses, verdict }: ExplainedCondition): string {
  const clause = clauses.find((one) => one.verdict.outcome !== "true");
  if (clause === undefined) return `${source ?? "it"} does not hold`;
  if (clause.verdict.outcome === "absent") return `there is no ${clause.verdict.name} for this event`;
  if (verdict.outcome === "not-evaluable") return `could not be evaluated: ${verdict.problem.message}`;
  const values = clause.values
    .filter(({ name }) => name !== clause.source)
    .map(({ name, value, missing }) => `${name} is ${missing ? "missing" : JSON.stringify(value)}`);
  return `${clause.source} is false${values.length === 0 ? "" : ` (${values.join(", ")})`}`;
}
