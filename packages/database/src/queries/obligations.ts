import type { EpochMs } from "@signalbox/core";
import type { Reader } from "../doors/select-rows.ts";
import { and, asc, desc, eq, getTableColumns, sql } from "../drizzle.ts";
import { connections } from "../schema/connections.ts";
import { obligationIncidents, obligations, pageEscalations } from "../schema/obligations.ts";
import { teams } from "../schema/teams.ts";

export type ObligationFilter = {
  status?: "open" | "settled" | "cancelled" | "lost" | undefined;
  kind?: "ticket" | "status-post" | "page" | undefined;
  connectionKey?: string | undefined;
  incidentId?: string | undefined;
};
export type ObligationPlace = { openedAt: EpochMs; id: string };

const obligationColumns = {
  ...getTableColumns(obligations),
  connection: connections.key,
  team: teams.key,
  teamLead: teams.lead,
  /** How many levels the rotation has that says who is on call; null where none does. */
  rotationLevels: sql<number | null>`(select jsonb_array_length(r.body -> 'levels') from rotations r
    where r.key = ${teams.onCall} ->> 'rotation' and r.retired_at is null)`,
  pagedSince: pageEscalations.level,
  /** When the page goes on to somebody else; null where nobody has to acknowledge it any more. */
  goesOnAt: sql<EpochMs | null>`case when ${obligations.status} = 'open' and exists (select from obligation_incidents oi
      join incidents i on i.id = oi.incident_id where oi.obligation_id = ${obligations.id} and i.status = 'open')
    then (extract(epoch from ${pageEscalations.nextAt}) * 1000)::float8 end`,
  incidents: sql<number>`(select count(*)::int from obligation_incidents joined
    where joined.obligation_id = ${obligations.id})`,
};

/** Opened last first. With an incident: also those that it joined. */
export async function listObligations(
  reader: Reader,
  filter: ObligationFilter,
  page: { after: ObligationPlace | null; limit: number },
) {
  const { status, kind, connectionKey, incidentId } = filter;
  const { after } = page;
  return selectObligations(reader)
    .where(
      and(
        status === undefined ? undefined : eq(obligations.status, status),
        kind === undefined ? undefined : eq(obligations.kind, kind),
        connectionKey === undefined ? undefined : eq(connections.key, connectionKey),
        incidentId === undefined
          ? undefined
          : sql`(${obligations.incidentId} = ${incidentId} or exists (select from obligation_incidents oi
              where oi.obligation_id = ${obligations.id} and oi.incident_id = ${incidentId}))`,
        after === null
          ? undefined
          : sql`(${obligations.openedAt}, ${obligations.id}) <
              (${new Date(after.openedAt).toISOString()}::timestamptz, ${after.id}::uuid)`,
      ),
    )
    .orderBy(desc(obligations.openedAt), desc(obligations.id))
    .limit(page.limit);
}

export async function findObligation(reader: Reader, id: string) {
  const [found] = await selectObligations(reader).where(eq(obligations.id, id));
  return found ?? null;
}

/** Ids of the incidents that it stands for. */
export async function listIncidentsOfObligation(reader: Reader, obligationId: string): Promise<string[]> {
  const rows = await reader
    .select({ id: obligationIncidents.incidentId })
    .from(obligationIncidents)
    .where(eq(obligationIncidents.obligationId, obligationId))
    .orderBy(asc(obligationIncidents.joinedAt), asc(obligationIncidents.incidentId));
  return rows.map((row) => row.id);
}

function selectObligations(reader: Reader) {
  return reader
    .select(obligationColumns)
    .from(obligations)
    .innerJoin(connections, eq(connections.id, obligations.connectionId))
    .leftJoin(teams, eq(teams.id, obligations.teamId))
    .leftJoin(pageEscalations, eq(pageEscalations.obligationId, obligations.id))
    .$dynamic();
}
