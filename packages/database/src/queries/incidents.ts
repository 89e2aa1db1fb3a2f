import type { EpochMs, Severity } from "@signalbox/core";
import type { Reader } from "../doors/select-rows.ts";
import { and, asc, desc, eq, getTableColumns, gte, ilike, isNotNull, isNull, lt, ne, or, sql } from "../drizzle.ts";
import { readInstant } from "../schema/column-types.ts";
import { components } from "../schema/components.ts";
import { incidentIntervals, incidents } from "../schema/incidents.ts";
import { monitors } from "../schema/monitors.ts";
import { sources } from "../schema/sources.ts";

export type IncidentFilter = {
  status?: "open" | "acknowledged" | "resolved" | "unresolved" | undefined;
  severity?: Severity | undefined;
  componentKey?: string | undefined;
  sourceKey?: string | undefined;
  from?: EpochMs | undefined;
  to?: EpochMs | undefined;
  /** Nothing was ordered when it opened. */
  unrouted?: boolean | undefined;
  /** Part of the title or the key. */
  text?: string | undefined;
};
export type IncidentPlace = { openedAt: EpochMs; id: string };

// Settings as they held when the incident opened: what was true then is what the page tells.
const columns = {
  ...getTableColumns(incidents),
  source: sources.key,
  component: components.key,
  componentName: components.name,
  monitorExternalId: monitors.externalId,
  monitorName: monitors.name,
  tier: sql<number | null>`(select t.tier::int from component_tiers t where t.component_id = ${incidents.componentId}
    and t.valid_from <= ${incidents.openedAt} and (t.valid_to is null or t.valid_to > ${incidents.openedAt}))`,
  team: sql<string | null>`(select t.key from component_owners o join teams t on t.id = o.team_id
    where o.component_id = ${incidents.componentId} and o.valid_from <= ${incidents.openedAt}
      and (o.valid_to is null or o.valid_to > ${incidents.openedAt}))`,
  muteId: sql<number | null>`(select max(m.id) from mutes m where m.source_id = ${incidents.sourceId}
    and m.monitor_external_id = ${monitors.externalId} and m.lifted_at is null
    and m.starts_at <= now() and m.ends_at > now())`,
  mutedUntil: sql<EpochMs | null>`(select max(m.ends_at) from mutes m where m.source_id = ${incidents.sourceId}
    and m.monitor_external_id = ${monitors.externalId} and m.lifted_at is null
    and m.starts_at <= now() and m.ends_at > now())`.mapWith(readInstant),
  maintenanceUntil: sql<EpochMs | null>`(select max(coalesce(w.ended_at, w.ends_at)) from maintenance_windows w
    where ${incidents.componentId} = any (w.component_ids) and w.cancelled_at is null
    and w.starts_at <= now() and coalesce(w.ended_at, w.ends_at) > now())`.mapWith(readInstant),
};

/** Opened last first. */
export async function listIncidents(
  reader: Reader,
  filter: IncidentFilter,
  page: { after: IncidentPlace | null; limit: number },
) {
  const { status, severity, componentKey, sourceKey, from, to, unrouted, text } = filter;
  const { after } = page;
  const part = text === undefined ? undefined : `%${text.replaceAll(/[\\%_]/g, "\\$&")}%`;
  return select(reader)
    .where(
      and(
        status === undefined
          ? undefined
          : status === "unresolved"
            ? ne(incidents.status, "resolved")
            : eq(incidents.status, status),
        severity === undefined ? undefined : eq(incidents.severity, severity),
        componentKey === undefined ? undefined : eq(components.key, componentKey),
        sourceKey === undefined ? undefined : eq(sources.key, sourceKey),
        from === undefined ? undefined : gte(incidents.openedAt, from),
        to === undefined ? undefined : lt(incidents.openedAt, to),
        unrouted === undefined ? undefined : unrouted ? isNotNull(incidents.unrouted) : isNull(incidents.unrouted),
        part === undefined ? undefined : or(ilike(incidents.title, part), ilike(incidents.correlationKey, part)),
        after === null
          ? undefined
          : sql`(${incidents.openedAt}, ${incidents.id}) <
              (${new Date(after.openedAt).toISOString()}::timestamptz, ${after.id}::uuid)`,
      ),
    )
    .orderBy(desc(incidents.openedAt), desc(incidents.id))
    .limit(page.limit);
}

export async function findIncident(reader: Reader, id: string) {
  const [found] = await select(reader).where(eq(incidents.id, id));
  return found ?? null;
}

/** Those that were merged into it, opened first first. */
export async function listMergedInto(reader: Reader, incidentId: string) {
  const { id, title, status } = incidents;
  return reader
    .select({ id, title, status })
    .from(incidents)
    .where(eq(incidents.mergedInto, incidentId))
    .orderBy(asc(incidents.openedAt), asc(incidents.id));
}

export async function listIntervals(reader: Reader, incidentId: string) {
  return reader
    .select()
    .from(incidentIntervals)
    .where(eq(incidentIntervals.incidentId, incidentId))
    .orderBy(asc(incidentIntervals.ordinal));
}

function select(reader: Reader) {
  return reader
    .select(columns)
    .from(incidents)
    .innerJoin(sources, eq(sources.id, incidents.sourceId))
    .leftJoin(components, eq(components.id, incidents.componentId))
    .leftJoin(monitors, eq(monitors.id, incidents.monitorId))
    .$dynamic();
}
