import type { ActionKind } from "@signalbox/core";
import type { Reader } from "../doors/select-rows.ts";
import { and, asc, desc, eq, getTableColumns, inArray, lt, type SQL } from "../drizzle.ts";
import { actions } from "../schema/actions.ts";
import { connections } from "../schema/connections.ts";
import { obligationIncidents, obligations } from "../schema/obligations.ts";
import { ruleSets } from "../schema/rule-sets.ts";

type ActionState = (typeof actions.$inferSelect)["state"];

export type ActionFilter = {
  connectionKey?: string | undefined;
  state?: ActionState | undefined;
  kind?: ActionKind | undefined;
  incidentId?: string | undefined;
};

const actionColumns = {
  ...getTableColumns(actions),
  connection: connections.key,
  externalId: obligations.externalId,
  externalUrl: obligations.externalUrl,
  escalationLevel: obligations.escalationLevel,
  escalationTo: obligations.escalationTo,
  ruleSetNumber: ruleSets.number,
};

/** Made last first; ids are time-ordered, so that the id is the place. */
export async function listActions(reader: Reader, filter: ActionFilter, page: { after: string | null; limit: number }) {
  const { connectionKey, state, kind, incidentId } = filter;
  return selectActions(reader)
    .where(
      and(
        connectionKey === undefined ? undefined : eq(connections.key, connectionKey),
        state === undefined ? undefined : eq(actions.state, state),
        kind === undefined ? undefined : eq(actions.kind, kind),
        incidentId === undefined ? undefined : eq(actions.incidentId, incidentId),
        page.after === null ? undefined : lt(actions.id, page.after),
      ),
    )
    .orderBy(desc(actions.id))
    .limit(page.limit);
}

/** All that the events of deliveries and of manual acts ordered, in the order in which they were made. */
export async function listActionsOfEvents(reader: Reader, deliveryIds: readonly string[]) {
  return selectActions(reader)
    .where(inArray(actions.eventDeliveryId, [...deliveryIds]))
    .orderBy(asc(actions.madeAt), asc(actions.ordinal), asc(actions.id))
    .limit(500);
}

/** The incidents that an action is about: those of its obligation, else its own. */
export async function listIncidentsOfAction(reader: Reader, actionId: string): Promise<string[]> {
  const rows = await reader
    .select({ own: actions.incidentId, joined: obligationIncidents.incidentId })
    .from(actions)
    .leftJoin(obligationIncidents, eq(obligationIncidents.obligationId, actions.obligationId))
    .where(eq(actions.id, actionId));
  return [...new Set(rows.flatMap(({ own, joined }) => joined ?? own ?? []))];
}

/** All of one incident or obligation, in the order in which they were made. */
export async function listActionsOf(reader: Reader, owner: { incidentId: string } | { obligationId: string }) {
  const where: SQL =
    "incidentId" in owner ? eq(actions.incidentId, owner.incidentId) : eq(actions.obligationId, owner.obligationId);
  return selectActions(reader)
    .where(where)
    .orderBy(asc(actions.madeAt), asc(actions.ordinal), asc(actions.id))
    .limit(500);
}

export async function findAction(reader: Reader, id: string) {
  const [found] = await selectActions(reader).where(eq(actions.id, id));
  return found ?? null;
}

export function selectActions(reader: Reader) {
  return reader
    .select(actionColumns)
    .from(actions)
    .leftJoin(connections, eq(connections.id, actions.connectionId))
    .leftJoin(obligations, eq(obligations.id, actions.obligationId))
    .leftJoin(ruleSets, eq(ruleSets.id, actions.ruleSetId))
    .$dynamic();
}
