import { type EpochMs, toIso } from "@signalbox/core";
import type { Tx } from "../../doors/transaction.ts";
import { sql } from "../../drizzle.ts";

export interface SeenKey {
  sourceId: number;
  correlationKey: string;
  lastSeenAt: EpochMs;
}

export interface LockedKey {
  sourceId: number;
  correlationKey: string;
  currentIncidentId: string | null;
}

/** Makes sure of the keys, notes when they were seen last, and locks them until the transaction ends, in one order
 *  everywhere: whoever folds a key holds it. */
export async function lockKeys(tx: Tx, seen: readonly SeenKey[]): Promise<LockedKey[]> {
  if (seen.length === 0) return [];
  const rows = seen.map((key) => ({ s: key.sourceId, k: key.correlationKey, at: toIso(key.lastSeenAt) }));
  const locked = await tx.execute<{
    source_id: number;
    correlation_key: string;
    current_incident_id: string | null;
  }>(sql`
    insert into incident_keys as known (source_id, correlation_key, last_seen_at)
    select s, k, at from json_to_recordset(${JSON.stringify(rows)}::json) as r(s integer, k text, at timestamptz)
    order by s, k collate "C"
    on conflict (source_id, correlation_key) do update set last_seen_at = greatest(known.last_seen_at, excluded.last_seen_at)
    returning source_id, correlation_key, current_incident_id`);
  return locked.rows.map((row) => ({
    sourceId: row.source_id,
    correlationKey: row.correlation_key,
    currentIncidentId: row.current_incident_id,
  }));
}

/** Notes which incident of a key is the current one. The caller holds the locks. */
export async function saveCurrentIncidents(tx: Tx, keys: readonly LockedKey[]): Promise<void> {
  if (keys.length === 0) return;
  const rows = keys.map((key) => ({ s: key.sourceId, k: key.correlationKey, c: key.currentIncidentId }));
  await tx.execute(sql`
    update incident_keys set current_incident_id = r.c
    from json_to_recordset(${JSON.stringify(rows)}::json) as r(s integer, k text, c uuid)
    where source_id = r.s and correlation_key = r.k`);
}
