import type { AssignedFact, EpochMs } from "@signalbox/core";
import { toIso } from "@signalbox/core";
import { selectRows } from "../../doors/select-rows.ts";
import type { Tx } from "../../doors/transaction.ts";
import { sql } from "../../drizzle.ts";
import { readInstant } from "../../schema/column-types.ts";

export interface KeyToLoad {
  sourceId: number;
  correlationKey: string;
  /** The earliest instant that the new events speak of. */
  earliestAt: EpochMs;
}

export type KeyFact = AssignedFact & { sourceId: number; correlationKey: string; isRedundant: boolean };

/**
 * What the fold of keys needs of all that was said about them: everything from the earliest new instant on, and what adds
 * something before it. From the opening of the current incident on, where all that is new is later: before it the key was
 * up. From the beginning where something is older, or another incident ended at that very instant.
 */
export async function loadKeyFacts(tx: Tx, keys: readonly KeyToLoad[]): Promise<KeyFact[]> {
  if (keys.length === 0) return [];
  const given = keys.map((key) => ({
    s: key.sourceId,
    k: key.correlationKey,
    at: toIso(key.earliestAt),
  }));
  type Row = {
    source_id: number;
    correlation_key: string;
    occurred_at: string;
    kind: AssignedFact["kind"];
    severity: AssignedFact["severity"];
    time_basis: AssignedFact["basis"];
    marked: AssignedFact["mark"];
    incident_id: string | null;
    is_redundant: boolean;
  };
  // "offset 0" keeps each look-up apart: once per key and by its index, whatever the statistics say.
  const rows = await selectRows<Row>(
    tx,
    sql`select f.source_id, f.correlation_key, f.occurred_at, f.kind, f.severity, f.time_basis, f.marked, f.incident_id,
          f.is_redundant
        from json_to_recordset(${JSON.stringify(given)}::json) as r(s integer, k text, at timestamptz)
        join incident_keys held on held.source_id = r.s and held.correlation_key = r.k
        left join incidents i on i.id = held.current_incident_id
        cross join lateral (
          select case when i.id is null or r.at < i.opened_at or exists (
              select 1 from incidents o where o.source_id = r.s and o.correlation_key = r.k and o.resolved_at = i.opened_at
                and o.id <> i.id)
            then '-infinity' else i.opened_at end as since offset 0) w
        cross join lateral (
          select * from incident_facts own where own.source_id = r.s and own.correlation_key = r.k
            and own.occurred_at >= w.since and not own.is_redundant and own.superseded_at is null
          union all
          select * from incident_facts own where own.source_id = r.s and own.correlation_key = r.k
            and own.occurred_at >= r.at and own.is_redundant and own.superseded_at is null offset 0) f`,
  );
  return rows.map((row) => ({
    sourceId: row.source_id,
    correlationKey: row.correlation_key,
    at: readInstant(row.occurred_at),
    kind: row.kind,
    severity: row.severity,
    basis: row.time_basis,
    mark: row.marked,
    incidentId: row.incident_id,
    isRedundant: row.is_redundant,
  }));
}
