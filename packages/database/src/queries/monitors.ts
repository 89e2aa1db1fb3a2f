import type { EpochMs } from "@signalbox/core";
import type { Reader } from "../doors/select-rows.ts";
import { and, asc, desc, eq, getTableColumns, ne, sql } from "../drizzle.ts";
import { readInstant } from "../schema/column-types.ts";
import { incidents } from "../schema/incidents.ts";
import { monitors } from "../schema/monitors.ts";
import { sources } from "../schema/sources.ts";

export type MonitorPlace = { lastSeenAt: EpochMs; id: number };

const columns = {
  ...getTableColumns(monitors),
  source: sources.key,
  incidents: sql<number>`(select count(*)::int from incidents i where i.monitor_id = ${monitors.id})`,
  unresolvedIncidents: sql<number>`(select count(*)::int from incidents i
    where i.monitor_id = ${monitors.id} and i.status <> 'resolved')`,
  muteId: sql<number | null>`(select max(m.id) from mutes m where m.source_id = ${monitors.sourceId}
    and m.monitor_external_id = ${monitors.externalId} and m.lifted_at is null and m.ends_at > now())`,
  mutedUntil: sql<EpochMs | null>`(select max(m.ends_at) from mutes m where m.source_id = ${monitors.sourceId}
    and m.monitor_external_id = ${monitors.externalId} and m.lifted_at is null and m.ends_at > now())`.mapWith(
    readInstant,
  ),
};

/** Seen last first. */
export async function listMonitors(
  reader: Reader,
  filter: { sourceKey?: string | undefined; text?: string | undefined },
  page: { after: MonitorPlace | null; limit: number },
) {
  const { after, limit } = page;
  const part = filter.text === undefined ? undefined : `%${filter.text.replaceAll(/[\\%_]/g, "\\$&")}%`;
  return reader
    .select(columns)
    .from(monitors)
    .innerJoin(sources, eq(sources.id, monitors.sourceId))
    .where(
      and(
        filter.sourceKey === undefined ? undefined : eq(sources.key, filter.sourceKey),
        part === undefined ? undefined : sql`(${monitors.name} ilike ${part} or ${monitors.externalId} ilike ${part})`,
        after === null
          ? undefined
          : sql`(${monitors.lastSeenAt}, ${monitors.id}) <
              (${new Date(after.lastSeenAt).toISOString()}::timestamptz, ${after.id})`,
      ),
    )
    .orderBy(desc(monitors.lastSeenAt), desc(monitors.id))
    .limit(limit);
}

/** One as the sender names it. */
export async function findMonitor(reader: Reader, of: { sourceKey: string; externalId: string }) {
  const [found] = await reader
    .select(columns)
    .from(monitors)
    .innerJoin(sources, eq(sources.id, monitors.sourceId))
    .where(and(eq(sources.key, of.sourceKey), eq(monitors.externalId, of.externalId)));
  return found ?? null;
}

/** All of a source, by id. */
export async function listMonitorsOfSource(reader: Reader, sourceId: number) {
  const { id, externalId, name } = monitors;
  return reader.select({ id, externalId, name }).from(monitors).where(eq(monitors.sourceId, sourceId)).orderBy(asc(id));
}

/** Ids of the incidents of a monitor that have not ended. */
export async function listUnresolvedOfMonitor(
  reader: Reader,
  of: { sourceId: number; externalId: string },
): Promise<string[]> {
  const rows = await reader
    .select({ id: incidents.id })
    .from(incidents)
    .innerJoin(monitors, eq(monitors.id, incidents.monitorId))
    .where(
      and(eq(monitors.sourceId, of.sourceId), eq(monitors.externalId, of.externalId), ne(incidents.status, "resolved")),
    )
    .orderBy(asc(incidents.id));
  return rows.map((row) => row.id);
}
