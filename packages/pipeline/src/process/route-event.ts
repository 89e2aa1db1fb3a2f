import {
  type BoundContext,
  describeNotEvaluable,
  type EventChange,
  evaluateRules,
  type NotEvaluable,
  type OrderedAction,
  otherwiseKey,
  type RoutingContext,
  type RuleDecision,
} from "@signalbox/core";
import type { RoutingConnection, RoutingSnapshot } from "../routing/routing-snapshot.ts";
import type { Raised } from "./raised.ts";

export interface RoutedEvent {
  orders: { ordered: OrderedAction; connection: RoutingConnection }[];
  raised: Raised[];
  /** Keys of the rules that matched, and `otherwise` where it ran. */
  fired: string[];
  /** Keys of the rules that could not be evaluated. */
  failed: string[];
  notEvaluable: NotEvaluable[];
  /** Why nothing was ordered for what opened; null where a rule matched or `otherwise` ran. */
  unrouted: string | null;
}

/** Asks the rules for one change, and says what they ordered of whom. @param known see `evaluateRules` */
export function routeEvent(
  routing: RoutingSnapshot,
  context: RoutingContext,
  change: EventChange,
  known?: BoundContext,
): RoutedEvent {
  const decision = evaluateRules(routing.rules.compiled, context, change, known);
  const raised: Raised[] = [];
  const ordered = [...decision.actions];
  if (decision.otherwise.outcome === "ran" && decision.otherwise.action === null) {
    const page = pageByFailures(routing);
    if (page === null) raised.push(nobodyToPage(context));
    else ordered.push(page);
  }
  if (change === "opened") {
    for (const failed of decision.notEvaluable)
      raised.push(notEvaluable(failed.rule, describeNotEvaluable(failed), context));
    if (routing.rules.problem !== null) {
      raised.push(notEvaluable("rule-set", `the rule set can't be read: ${routing.rules.problem}`, context));
    }
  }
  const orders: RoutedEvent["orders"] = [];
  for (const order of ordered) {
    const connection = routing.connections.get(order.connection);
    if (connection !== undefined) orders.push({ ordered: order, connection });
    else
      raised.push(
        notEvaluable(order.rule, `rule "${order.rule}" names "${order.connection}", which is no connection`, context),
      );
  }
  const unrouted = change === "opened" ? whyUnrouted(decision, context) : null;
  return { orders, raised, ...whoAnswered(decision), notEvaluable: decision.notEvaluable, unrouted };
}

function whoAnswered({ verdicts, otherwise, notEvaluable: failed }: RuleDecision): {
  fired: string[];
  failed: string[];
} {
  const fired = verdicts.flatMap(({ rule, outcome }) => (outcome === "fired" ? [rule] : []));
  if (otherwise.outcome === "ran") fired.push(otherwiseKey);
  return { fired, failed: [...new Set(failed.map(({ rule }) => rule))] };
}

// A rule that orders nothing is silence on purpose; what no rule took while nobody is paged stands where people look.
function whyUnrouted({ otherwise, verdicts }: RuleDecision, { incident }: RoutingContext): string | null {
  if (otherwise.outcome === "unrouted") return otherwise.reason;
  const isTaken = verdicts.some(({ outcome }) => outcome === "fired");
  const isSilent = incident.origin === "real" && (incident.inMaintenance || incident.muted);
  return otherwise.outcome === "not-run" && isSilent && !isTaken ? `no rule matched; ${otherwise.reason}` : null;
}

/** The page of an event that no rule matched: to the first path of `failures`, the others follow when it fails. */
export function pageByFailures(routing: RoutingSnapshot): OrderedAction | null {
  const { team, pagers } = routing.failures;
  const connection = pagers[0];
  if (connection === undefined) return null;
  return {
    rule: otherwiseKey,
    index: 0,
    kind: "page",
    connection,
    slot: team ?? "default",
    groupBy: "incident",
    always: false,
    holdMs: 0,
    fields: { team, escalateAfter: null, title: null, text: null, fields: null },
    joinedBy: [],
  };
}

function nobodyToPage(context: RoutingContext): Raised {
  return {
    kind: "unrouted",
    cause: "no-pager",
    subjectKind: "incident",
    subjectId: context.incident.id,
    reason: `No rule matched "${context.incident.title}", and there is no connection that pages anybody`,
    advice: "Add a connection that pages, or write a rule.",
    details: { incidentId: context.incident.id },
  };
}

function notEvaluable(rule: string, reason: string, context: RoutingContext): Raised {
  return {
    kind: "rule-not-evaluable",
    cause: rule,
    subjectKind: "rule-set",
    subjectId: rule,
    reason,
    advice: "Mend the rule: until then it counts as no match, and what it should have caught is paged by `otherwise`.",
    details: { incidentId: context.incident.id, eventId: context.event.id },
  };
}
