import { type EpochMs, formatId } from "@signalbox/core";
import type { Tx } from "../../doors/transaction.ts";
import { and, asc, eq, inArray } from "../../drizzle.ts";
import { actions } from "../../schema/actions.ts";
import { incidents } from "../../schema/incidents.ts";
import { obligationIncidents, obligations, pageEscalations } from "../../schema/obligations.ts";
import { teams } from "../../schema/teams.ts";

type IncidentOfPage = Pick<typeof incidents.$inferSelect, "id" | "status" | "title">;

/** A page that is to go on to somebody else, with all that this depends on; everything but the team is locked. */
export interface LockedPage {
  obligation: typeof obligations.$inferSelect;
  /** What was ordered: its event and fields. */
  ordered: typeof actions.$inferSelect;
  incidents: IncidentOfPage[];
  escalation: { afterMs: number; level: number; nextAt: EpochMs };
  team: Pick<typeof teams.$inferSelect, "id" | "name" | "lead" | "onCall"> | null;
}

/** Locks the incidents of a page, then the page: in this order a resolve that comes at the same time either stops it, or
 *  closes what it sends. Null where it goes on to nobody (any more). */
export async function lockPageForEscalation(tx: Tx, obligationId: string): Promise<LockedPage | null> {
  const joined = await tx
    .select({ id: obligationIncidents.incidentId })
    .from(obligationIncidents)
    .where(eq(obligationIncidents.obligationId, obligationId));
  const { id, status, title } = incidents;
  const ids = joined.map((row) => row.id);
  const locked =
    ids.length === 0
      ? []
      : await tx.select({ id, status, title }).from(incidents).where(inArray(id, ids)).orderBy(asc(id)).for("update");
  const [obligation] = await tx.select().from(obligations).where(eq(obligations.id, obligationId)).for("update");
  const [escalation] = await tx
    .select()
    .from(pageEscalations)
    .where(eq(pageEscalations.obligationId, obligationId))
    .for("update");
  if (obligation === undefined || escalation === undefined || escalation.nextAt === null) return null;
  const [ordered] = await tx
    .select()
    .from(actions)
    .where(and(eq(actions.obligationId, obligationId), eq(actions.verb, "create")))
    .orderBy(asc(actions.ordinal))
    .limit(1);
  if (ordered === undefined) throw new Error(`${formatId("obl", obligationId)} has no create`);
  const [team] =
    obligation.teamId === null
      ? []
      : await tx
          .select({ id: teams.id, name: teams.name, lead: teams.lead, onCall: teams.onCall })
          .from(teams)
          .where(eq(teams.id, obligation.teamId));
  const { afterMs, level, nextAt } = escalation;
  return { obligation, ordered, incidents: locked, escalation: { afterMs, level, nextAt }, team: team ?? null };
}
