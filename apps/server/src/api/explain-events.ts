import {
  type CompiledRuleSet,
  compileRuleSet,
  type EventChange,
  type ExplainedClause,
  evaluateRules,
  explainRule,
  formatEventId,
  type RoutingContext,
  type RuleDecision,
  type RuleExplanation,
} from "@signalbox/core";
import { findRuleSet, loadEventContexts } from "@signalbox/database";
import type { ServerDeps } from "../server-deps.ts";
import type { ApiCall } from "./handlers.ts";
import { contextWithoutCost, hidesCost, ruleWithoutCost } from "./hides-cost.ts";

type EventContext = Awaited<ReturnType<typeof loadEventContexts>>[number];

/** What the rules decided for the events of a delivery, asked again: the engine is deterministic, the version and what it
 *  saw were stored; money is shown to whoever may see it. @param of.ordinal only this event. */
export async function explainEvents(deps: ServerDeps, call: ApiCall, of: { deliveryId: string; ordinal?: number }) {
  const { deliveryId, ordinal } = of;
  const events = await loadEventContexts(deps.db.read, deliveryId);
  const asked = events.filter((event) => ordinal === undefined || event.ordinal === ordinal);
  const versions = new Map<number, Version | null>();
  for (const id of new Set(asked.flatMap((event) => event.ruleSetId ?? []))) versions.set(id, await load(deps, id));
  return asked.map((event) => {
    const explained = explain(deliveryId, event, versions);
    if (!hidesCost(call)) return explained;
    const { rules, context, ...rest } = explained;
    const seen = context === null ? null : contextWithoutCost(context);
    return { ...rest, rules: rules.map(ruleWithoutCost), context: seen };
  });
}

interface Version {
  number: number | null;
  compiled: CompiledRuleSet;
}

async function load(deps: ServerDeps, id: number): Promise<Version | null> {
  const found = await findRuleSet(deps.db.read, { id });
  if (found === null) return null;
  const compiled = compileRuleSet(found.body);
  return compiled.outcome === "compiled" ? { number: found.number, compiled: compiled.ruleSet } : null;
}

function explain(deliveryId: string, event: EventContext, versions: Map<number, Version | null>) {
  const eventId = formatEventId(deliveryId, event.ordinal);
  const rehearsal = event.type === "test";
  const nothing = {
    eventId,
    ruleSet: null,
    rehearsal,
    otherwise: false,
    rules: [],
    onCall: onCallThen(event),
    context: event.context,
  };
  if (event.ruleSetId === null)
    return { ...nothing, note: `Rules were not asked: the event's change is ${event.change}.` };
  if (event.context === null) return { ...nothing, note: "What the rules saw is no longer kept." };
  const isDrill = (event.context as unknown as RoutingContext).incident.origin === "drill";
  if (isDrill) return { ...nothing, note: "This is a drill: its own connection is told, and no rule is asked." };
  const version = versions.get(event.ruleSetId) ?? null;
  if (version === null) return { ...nothing, note: "That version of the rules can't be read any more." };
  const { context } = event;
  const change = rehearsal ? "opened" : event.change;
  const decided = explainDecision(version.compiled, { context, change });
  return { eventId, rehearsal, ruleSet: version.number, ...decided, onCall: onCallThen(event), context };
}

/** What each rule of a rule set says of one event, by what was stored with the event. */
export function explainDecision(compiled: CompiledRuleSet, event: { context: object; change: EventChange }) {
  // Written by our own routing stage in exactly this shape.
  const context = event.context as RoutingContext;
  const decision = evaluateRules(compiled, context, event.change);
  return {
    otherwise: decision.otherwise.outcome === "ran",
    rules: decision.verdicts.map((verdict) => showVerdict(verdict, { decision, compiled, context })),
    note: decision.otherwise.reason,
  };
}

function onCallThen(event: EventContext) {
  // Written by our own routing stage in exactly this shape.
  const context = event.context as unknown as RoutingContext | null;
  if (context === null || context.onCall === null) return null;
  const { email, name, basis, askedAt, ageSeconds } = context.onCall;
  return { team: context.team?.key ?? null, person: email ?? name, basis, askedAt, ageSeconds };
}

function showVerdict(
  verdict: RuleDecision["verdicts"][number],
  { decision, compiled, context }: { decision: RuleDecision; compiled: CompiledRuleSet; context: RoutingContext },
) {
  const why = explainRule(compiled, verdict.rule, context);
  const ordered = decision.actions.filter((action) => action.rule === verdict.rule);
  return {
    rule: verdict.rule,
    ...outcomeOf(verdict),
    when: why?.when.source ?? null,
    clauses: (why?.when.clauses ?? []).map(showClause),
    conditions: verdict.outcome === "fired" ? (why?.actions ?? []).flatMap(showCondition) : [],
    actions: ordered.map((action) => `${action.kind} → ${action.connection}`),
  };
}

function showCondition({ kind, connection, when }: RuleExplanation["actions"][number]) {
  if (when.source === null) return [];
  const { outcome } = when.verdict;
  return [{ action: `${kind} → ${connection}`, when: when.source, outcome, clauses: when.clauses.map(showClause) }];
}

function outcomeOf(verdict: RuleDecision["verdicts"][number]) {
  switch (verdict.outcome) {
    case "fired":
      return { outcome: "fired" as const, reason: verdict.stopped ? "later rules were not asked" : null };
    case "no-match":
      return { outcome: "no-match" as const, reason: null };
    case "absent":
      return { outcome: "no-match" as const, reason: `there is no ${verdict.name} for this event` };
    case "not-evaluable":
      return {
        outcome: "error" as const,
        reason: verdict.problem.message,
      };
    case "not-asked":
      return { outcome: "not-asked" as const, reason: `${verdict.stoppedBy} said stop` };
  }
}

export function showClause(clause: ExplainedClause) {
  return {
    source: clause.source,
    outcome: clause.verdict.outcome,
    values: clause.values.map(({ name, value, missing }) => ({ name, value: missing ? null : value, missing })),
  };
}
