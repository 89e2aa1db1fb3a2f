import type { EpochMs, LinkState, LinkVerb } from "@signalbox/core";
import { together } from "../../doors/together.ts";
import type { Tx } from "../../doors/transaction.ts";
import { asc, eq, type SQL, sql } from "../../drizzle.ts";
import { actions, attempts } from "../../schema/actions.ts";
import { failures } from "../../schema/failures.ts";
import { incidents } from "../../schema/incidents.ts";
import { obligationIncidents, obligations } from "../../schema/obligations.ts";

export type ActionRow = typeof actions.$inferSelect;
export type AttemptRow = typeof attempts.$inferSelect;
export type LockedObligation = typeof obligations.$inferSelect & {
  links: { id: string; verb: LinkVerb; state: LinkState; always: boolean; nextTryAt: EpochMs }[];
  /** The one before it for the same, which could not be opened again: where it is outside. */
  previous: { externalId: string | null; externalUrl: string | null } | null;
};
export type StandsFor = typeof incidents.$inferSelect & {
  hasEnded: boolean;
  /** What it was merged into: its title, and what is open for it at the same connection. */
  mergedWith: { title: string; externalId: string | null } | null;
};

/** An action with all that it belongs to, its obligation and itself locked. */
export interface LockedAction {
  action: ActionRow;
  obligation: LockedObligation | null;
  /** The incidents that it stands for; empty for a page about a failure. */
  incidents: StandsFor[];
  /** Whether the failure that a page is about still wants one, as read without a lock; null for everything else. */
  failure: { isOver: boolean; acknowledgedBy: string | null } | null;
  attempts: AttemptRow[];
}

/** Locks the obligation, then the action. Null where there is none of that id. */
export async function lockAction(tx: Tx, actionId: string): Promise<LockedAction | null> {
  const ownObligation = sql`(select own.obligation_id from actions own where own.id = ${actionId})`;
  const [[obligation], [action], links, joined, past] = await together(
    () => tx.select().from(obligations).where(eq(obligations.id, ownObligation)).for("update"),
    () => tx.select().from(actions).where(eq(actions.id, actionId)).for("update"),
    () => selectLinks(tx).where(eq(actions.obligationId, ownObligation)).orderBy(asc(actions.ordinal)),
    () => loadJoined(tx, ownObligation),
    () => tx.select().from(attempts).where(eq(attempts.actionId, actionId)).orderBy(asc(attempts.number)),
  );
  if (action === undefined) return null;
  return {
    action,
    obligation:
      obligation === undefined ? null : { ...obligation, links, previous: await loadPrevious(tx, obligation) },
    incidents: obligation === undefined ? await loadOwnIncident(tx, action) : joined,
    failure: action.failureId === null ? null : await loadFailure(tx, action.failureId),
    attempts: past,
  };
}

function selectLinks(tx: Tx) {
  return tx
    .select({
      id: actions.id,
      verb: sql<LinkVerb>`${actions.verb}`,
      state: actions.state,
      always: sql<boolean>`coalesce((${actions.fields} ->> 'always')::boolean, false)`,
      nextTryAt: actions.nextTryAt,
    })
    .from(actions);
}

async function loadPrevious(
  tx: Tx,
  { previousId }: typeof obligations.$inferSelect,
): Promise<LockedObligation["previous"]> {
  if (previousId === null) return null;
  const { externalId, externalUrl } = obligations;
  const [previous] = await tx
    .select({ externalId, externalUrl })
    .from(obligations)
    .where(eq(obligations.id, previousId));
  return previous ?? null;
}

// The failure stays unlocked: who orders its pages locks it before them, and this would be the other way round.
async function loadFailure(tx: Tx, id: string): Promise<LockedAction["failure"]> {
  const { status, acknowledgedBy } = failures;
  const [row] = await tx.select({ status, acknowledgedBy }).from(failures).where(eq(failures.id, id));
  return { isOver: row?.status !== "open", acknowledgedBy: row?.acknowledgedBy ?? null };
}

async function loadOwnIncident(tx: Tx, { incidentId }: ActionRow): Promise<StandsFor[]> {
  if (incidentId === null) return [];
  const rows = await tx.select().from(incidents).where(eq(incidents.id, incidentId));
  return rows.map((row) => ({ ...row, hasEnded: row.status === "resolved", mergedWith: null }));
}

async function loadJoined(tx: Tx, obligation: SQL): Promise<StandsFor[]> {
  const rows = await tx
    .select({
      incident: incidents,
      endedAt: obligationIncidents.resolvedAt,
      mergedTitle: sql<
        string | null
      >`(select other.title from incidents other where other.id = ${incidents.mergedInto})`,
      mergedExternalId: sql<string | null>`(select theirs.external_id from obligations theirs join obligations own
        on own.id = ${obligation} and own.connection_id = theirs.connection_id and own.kind = theirs.kind
        where theirs.incident_id = ${incidents.mergedInto} and theirs.status = 'open' order by theirs.opened_at limit 1)`,
    })
    .from(obligationIncidents)
    .innerJoin(incidents, eq(incidents.id, obligationIncidents.incidentId))
    .where(eq(obligationIncidents.obligationId, obligation))
    .orderBy(asc(obligationIncidents.joinedAt), asc(incidents.id));
  return rows.map(({ incident, endedAt, mergedTitle, mergedExternalId }) => ({
    ...incident,
    mergedWith: mergedTitle === null ? null : { title: mergedTitle, externalId: mergedExternalId },
    hasEnded: endedAt !== null || incident.status === "resolved",
  }));
}
