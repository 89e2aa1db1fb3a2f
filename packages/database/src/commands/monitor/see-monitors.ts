import { type EpochMs, toIso } from "@signalbox/core";
import type { Tx } from "../../doors/transaction.ts";
import { sql } from "../../drizzle.ts";

export interface SeenMonitor {
  sourceId: number;
  externalId: string;
  name: string;
  at: EpochMs;
}

/** Records monitors as the senders name them; each of the given must be another. Returns their ids in the given order. */
export async function seeMonitors(tx: Tx, seen: readonly SeenMonitor[]): Promise<number[]> {
  if (seen.length === 0) return [];
  const rows = seen.map((monitor, i) => ({
    i,
    source_id: monitor.sourceId,
    external_id: monitor.externalId,
    name: monitor.name,
    at: toIso(monitor.at),
  }));
  // Written at most once a minute, so that a storm of one monitor does not queue for its row. Sorted, so that two batches
  // lock in one order. What is written is not yet visible beside it: its id comes from the insert.
  const found = await tx.execute<{ id: number }>(sql`
    with given as (
      select * from json_to_recordset(${JSON.stringify(rows)}::json)
        as r(i integer, source_id integer, external_id text, name text, at timestamptz)
    ), written as (
      insert into monitors as m (source_id, external_id, name, first_seen_at, last_seen_at)
      select source_id, external_id, name, at, at from given
      where not exists (select 1 from monitors known where known.source_id = given.source_id
        and known.external_id = given.external_id and known.name = given.name
        and known.last_seen_at > given.at - interval '1 minute')
      order by source_id, external_id
      on conflict (source_id, external_id) do update set
        name = excluded.name, last_seen_at = greatest(m.last_seen_at, excluded.last_seen_at)
      returning id, source_id, external_id
    )
    select coalesce(written.id, known.id) as id from given
    left join written using (source_id, external_id)
    left join monitors known using (source_id, external_id)
    order by given.i`);
  return found.rows.map((row) => row.id);
}
