import {
  type ConditionGroup,
  compileRuleSet,
  type EventChange,
  type ExplainedClause,
  explainRule,
  formatEventId,
  formatId,
  type RoutingContext,
  type RuleChange,
  readConditionTree,
  toIso,
  type Verdict,
} from "@signalbox/core";
import { type Database, loadLastContexts } from "@signalbox/database";
import { answerNewCalendars } from "../routing/answer-new-calendars.ts";
import { loadRouting } from "../routing/load-routing.ts";

export interface TriedCondition {
  problems: { message: string; start: number | null; end: number | null }[];
  /** For the visual builder; null where it would lose something. */
  tree: ConditionGroup | null;
  events: {
    eventId: string;
    incidentId: string | null;
    at: string;
    change: EventChange;
    title: string;
    verdict: Verdict;
    clauses: ExplainedClause[];
  }[];
}

/** What a condition that is being written says of the last events, by what was stored with each. */
export async function tryCondition(
  deps: { db: Pick<Database, "transaction" | "read"> },
  asked: { when: string; on: readonly RuleChange[]; limit: number },
): Promise<TriedCondition> {
  const { when, on, limit } = asked;
  const tree = readConditionTree(when);
  const { calendars, rotations } = await loadRouting(deps.db);
  const rule = { key: "tried", do: [], ...(when.trim() === "" ? {} : { when }) };
  const made = compileRuleSet(
    { rules: [rule] },
    { calendars: [...calendars.keys()], rotations: [...rotations.keys()] },
  );
  if (made.outcome === "invalid") {
    const problems = made.problems.map(({ message, range }) => ({
      message,
      start: range?.start ?? null,
      end: range?.end ?? null,
    }));
    return { problems, tree, events: [] };
  }
  const last = await loadLastContexts(deps.db.read, { changes: on, limit });
  const events = last.map((row) => {
    // Written by our own routing stage in exactly this shape.
    const context = row.context as unknown as RoutingContext;
    answerNewCalendars(context, calendars);
    const why = explainRule(made.ruleSet, rule.key, context)!;
    return {
      eventId: formatEventId(row.deliveryId, row.ordinal),
      incidentId: row.incidentId === null ? null : formatId("inc", row.incidentId),
      at: toIso(row.receivedAt),
      change: row.change,
      title: row.summary || context.incident.title,
      verdict: why.when.verdict,
      clauses: why.when.clauses,
    };
  });
  return { problems: [], tree, events };
}
