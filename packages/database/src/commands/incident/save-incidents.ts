import {
  type EpochMs,
  type IncidentInterval,
  type IncidentStatus,
  type Severity,
  toIso,
  toIsoOrNull,
} from "@signalbox/core";
import { together } from "../../doors/together.ts";
import type { Tx } from "../../doors/transaction.ts";
import { sql } from "../../drizzle.ts";
import { readInstant } from "../../schema/column-types.ts";

/** An incident as the pipeline keeps it. */
export interface IncidentRow {
  id: string;
  sourceId: number;
  correlationKey: string;
  origin: "real" | "test" | "drill";
  /** Of a drill: which; null of what is real. */
  drillId: number | null;
  status: IncidentStatus;
  title: string;
  severity: Severity;
  url: string | null;
  monitorId: number | null;
  componentId: number | null;
  openedAt: EpochMs;
  acknowledgedAt: EpochMs | null;
  resolvedAt: EpochMs | null;
  reopened: number;
  muted: boolean;
  flapping: boolean;
  flappingSince: EpochMs | null;
  /** Calm from then on, unless its monitor opens again before. */
  flappingUntil: EpochMs | null;
  /** The first incident of its monitor that flapped, whose open slots it joins; itself where it is the first. */
  flapsWith: string | null;
  /** The incident that it was merged into by hand; changed by `mergeIncident` alone. */
  mergedInto: string | null;
}

type StoredRow = Omit<
  IncidentRow,
  | "sourceId"
  | "correlationKey"
  | "monitorId"
  | "componentId"
  | "openedAt"
  | "acknowledgedAt"
  | "resolvedAt"
  | "mergedInto"
  | "flappingSince"
  | "flappingUntil"
  | "flapsWith"
  | "drillId"
> & {
  source_id: number;
  correlation_key: string;
  monitor_id: number | null;
  component_id: number | null;
  opened_at: string;
  acknowledged_at: string | null;
  resolved_at: string | null;
  merged_into: string | null;
  flapping_since: string | null;
  flapping_until: string | null;
  flaps_with: string | null;
  drill_id: number | null;
};

/** Locks incidents in the order of their ids, as everywhere. */
export async function lockIncidents(tx: Tx, ids: readonly string[]): Promise<IncidentRow[]> {
  if (ids.length === 0) return [];
  const found = await tx.execute<StoredRow>(sql`
    select id, source_id, correlation_key, origin, status, title, severity, url, monitor_id, component_id, opened_at,
      acknowledged_at, resolved_at, reopened, muted, flapping, flapping_since, flapping_until, flaps_with,
      merged_into, drill_id
    from incidents where id = any(${sql.param([...ids])}::uuid[]) order by id for update`);
  return found.rows.map(({ source_id, correlation_key, monitor_id, component_id, ...row }) => ({
    id: row.id,
    origin: row.origin,
    drillId: row.drill_id,
    status: row.status,
    title: row.title,
    severity: row.severity,
    url: row.url,
    reopened: row.reopened,
    muted: row.muted,
    flapping: row.flapping,
    flappingSince: readInstantOrNull(row.flapping_since),
    flappingUntil: readInstantOrNull(row.flapping_until),
    flapsWith: row.flaps_with,
    mergedInto: row.merged_into,
    sourceId: source_id,
    correlationKey: correlation_key,
    monitorId: monitor_id,
    componentId: component_id,
    openedAt: readInstant(row.opened_at),
    acknowledgedAt: readInstantOrNull(row.acknowledged_at),
    resolvedAt: readInstantOrNull(row.resolved_at),
  }));
}

function readInstantOrNull(text: string | null): EpochMs | null {
  return text === null ? null : readInstant(text);
}

/** Writes new and changed incidents; the caller holds the locks of their keys. Those that end come before those that run,
 *  so that no key has two unresolved ones in between. */
export async function saveIncidents(tx: Tx, incidents: readonly IncidentRow[], now: EpochMs): Promise<void> {
  const ended = incidents.filter((incident) => incident.status === "resolved");
  const running = incidents.filter((incident) => incident.status !== "resolved");
  const some = [ended, running].filter((rows) => rows.length > 0);
  await together(...some.map((rows) => () => upsertIncidents(tx, rows, toIso(now))));
}

async function upsertIncidents(tx: Tx, incidents: readonly IncidentRow[], now: string): Promise<void> {
  const rows = incidents.map((incident) => ({
    ...incident,
    source_id: incident.sourceId,
    correlation_key: incident.correlationKey,
    monitor_id: incident.monitorId,
    component_id: incident.componentId,
    opened_at: toIso(incident.openedAt),
    acknowledged_at: toIsoOrNull(incident.acknowledgedAt),
    resolved_at: toIsoOrNull(incident.resolvedAt),
    flapping_since: toIsoOrNull(incident.flappingSince),
    flapping_until: toIsoOrNull(incident.flappingUntil),
    flaps_with: incident.flapsWith,
    drill_id: incident.drillId,
  }));
  await tx.execute(sql`
    insert into incidents as i (id, source_id, correlation_key, origin, status, title, severity, url, monitor_id, component_id,
      opened_at, acknowledged_at, resolved_at, reopened, muted, flapping, flapping_since, flapping_until, flaps_with, drill_id,
      created_at, updated_at)
    select id, source_id, correlation_key, origin, status, title, severity, url, monitor_id, component_id,
      opened_at, acknowledged_at, resolved_at, reopened, muted, flapping, flapping_since, flapping_until, flaps_with, drill_id,
      ${now}::timestamptz, ${now}::timestamptz
    from json_to_recordset(${JSON.stringify(rows)}::json) as r(id uuid, source_id integer, correlation_key text, origin text,
      status text, title text, severity text, url text, monitor_id integer, component_id integer, opened_at timestamptz,
      acknowledged_at timestamptz, resolved_at timestamptz, reopened integer, muted boolean, flapping boolean,
      flapping_since timestamptz, flapping_until timestamptz, flaps_with uuid, drill_id integer)
    order by id
    on conflict (id) do update set status = excluded.status, title = excluded.title, severity = excluded.severity,
      url = excluded.url, monitor_id = excluded.monitor_id, component_id = excluded.component_id,
      opened_at = excluded.opened_at, acknowledged_at = excluded.acknowledged_at, resolved_at = excluded.resolved_at,
      reopened = excluded.reopened, muted = excluded.muted, flapping = excluded.flapping,
      flapping_since = excluded.flapping_since, flapping_until = excluded.flapping_until,
      flaps_with = excluded.flaps_with, version = i.version + 1,
      updated_at = excluded.updated_at`);
}

/** Puts intervals in place of those that incidents had, but for the first `kept` of each, which stay as they are. */
export async function replaceIntervals(
  tx: Tx,
  incidents: readonly { id: string; kept: number; intervals: readonly IncidentInterval[] }[],
): Promise<void> {
  if (incidents.length === 0) return;
  const counts = incidents.map(({ id, kept, intervals }) => ({ id, count: kept + intervals.length }));
  const rows = incidents.flatMap(({ id, kept, intervals }) =>
    intervals.map((interval, index) => ({
      incident_id: id,
      ordinal: kept + index + 1,
      started_at: toIso(interval.startedAt),
      ended_at: toIsoOrNull(interval.endedAt),
      severity: interval.severity,
      start_basis: interval.startBasis,
      end_basis: interval.endBasis,
      marked: interval.marked,
    })),
  );
  await tx.execute(sql`
    with gone as (
      delete from incident_intervals v using json_to_recordset(${JSON.stringify(counts)}::json) as c(id uuid, count integer)
      where v.incident_id = c.id and v.ordinal > c.count
    )
    insert into incident_intervals
    select * from json_to_recordset(${JSON.stringify(rows)}::json) as r(incident_id uuid, ordinal integer,
      started_at timestamptz, ended_at timestamptz, severity text, start_basis text, end_basis text, marked text)
    on conflict (incident_id, ordinal) do update set started_at = excluded.started_at, ended_at = excluded.ended_at,
      severity = excluded.severity, start_basis = excluded.start_basis, end_basis = excluded.end_basis,
      marked = excluded.marked`);
}
