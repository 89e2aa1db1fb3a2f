import { type EpochMs, toIso } from "@signalbox/core";
import { selectRows } from "../../doors/select-rows.ts";
import type { Tx } from "../../doors/transaction.ts";
import { sql } from "../../drizzle.ts";
import { readInstant } from "../../schema/column-types.ts";

/** A time in which an incident of a monitor was down with one severity. */
export interface StoredDownSpan {
  monitorId: number;
  incidentId: string;
  sourceId: number;
  correlationKey: string;
  startedAt: EpochMs;
  endedAt: EpochMs | null;
  /** Of the incident: calm from then on; null where it does not flap. */
  flappingUntil: EpochMs | null;
  /** Of the incident: the first of its monitor that flapped. */
  flapsWith: string | null;
}

/** When monitors were down at or after `since`, by their incidents, oldest incident first. */
export async function loadDownSpans(
  tx: Tx,
  monitors: readonly { monitorId: number; since: EpochMs }[],
): Promise<StoredDownSpan[]> {
  if (monitors.length === 0) return [];
  const given = monitors.map(({ monitorId, since }) => ({ m: monitorId, since: toIso(since) }));
  type Row = {
    monitor_id: number;
    incident_id: string;
    source_id: number;
    correlation_key: string;
    started_at: string;
    ended_at: string | null;
    flapping_until: string | null;
    flaps_with: string | null;
  };
  const rows = await selectRows<Row>(
    tx,
    sql`select i.monitor_id, i.id as incident_id, i.source_id, i.correlation_key, v.started_at, v.ended_at, i.flapping_until,
          i.flaps_with
        from json_to_recordset(${JSON.stringify(given)}::json) as r(m integer, since timestamptz)
        join incidents i on i.monitor_id = r.m and coalesce(i.resolved_at, 'infinity'::timestamptz) >= r.since
        join incident_intervals v on v.incident_id = i.id and (v.ended_at is null or v.ended_at >= r.since)
        order by i.id`,
  );
  return rows.map((row) => ({
    monitorId: row.monitor_id,
    incidentId: row.incident_id,
    sourceId: row.source_id,
    correlationKey: row.correlation_key,
    startedAt: readInstant(row.started_at),
    endedAt: row.ended_at === null ? null : readInstant(row.ended_at),
    flappingUntil: row.flapping_until === null ? null : readInstant(row.flapping_until),
    flapsWith: row.flaps_with,
  }));
}
