import { type ActionKind, type EpochMs, toIso } from "@signalbox/core";
import { selectRows } from "../../doors/select-rows.ts";
import type { Tx } from "../../doors/transaction.ts";
import { sql } from "../../drizzle.ts";
import { addPerformJobs } from "./add-perform-job.ts";
import type { ParkedFor } from "./move-action.ts";

/** At most so many in one transaction; the sweep releases the rest. */
const releaseMax = 5_000;

export interface Release {
  parkedFor: ParkedFor;
  /** Left out: of every connection. */
  connectionId?: number;
  now: EpochMs;
  /** Pause between two of them, in milliseconds; 0 where left out. */
  everyMs?: number;
  /** Left out: all. */
  limit?: number;
}

/** What waits for this may go on: pages first, then what has been due for longest, one after the other. What a worker
 *  holds just now is left alone: it decides for itself. What people had stopped is due anew: the time in between makes it
 *  neither late nor uses up its tries. Returns how many.
 *
 *  Takes no lock that it would have to wait for, so that it can't be part of a deadlock. */
export async function releaseParked(tx: Tx, release: Release): Promise<number> {
  const { parkedFor, connectionId = null, now, everyMs = 0, limit = releaseMax } = release;
  const released = await selectRows<{ id: string; kind: ActionKind; place: number }>(
    tx,
    sql`with parked as (
          select a.id, a.kind, a.due_at from actions a
          where a.parked_for = ${parkedFor} and a.state in ('waiting', 'unknown') and a.next_try_at > ${toIso(now)}::timestamptz
            and (${connectionId}::integer is null or a.connection_id = ${connectionId}::integer)
          order by (a.kind = 'page') desc, a.due_at, a.id limit ${Math.min(limit, releaseMax)} for update skip locked),
        ranked as (
          select id, (row_number() over (order by (kind = 'page') desc, due_at, id) - 1)::int as place from parked),
        placed as (
          select id, place, ${toIso(now)}::timestamptz + place * ${everyMs}::double precision * interval '1 millisecond' as at
          from ranked)
        update actions a set parked_for = null, next_try_at = placed.at,
          due_at = case when ${parkedFor} in ('outbound', 'paused', 'silence') then greatest(a.due_at, placed.at) else a.due_at end,
          parked_since = case when ${parkedFor} in ('outbound', 'paused') then null else a.parked_since end,
          parked_ms = case when ${parkedFor} in ('outbound', 'paused') then 0 else a.parked_ms end
        from placed where placed.id = a.id returning a.id, a.kind, placed.place`,
  );
  await addPerformJobs(
    tx,
    released.map(({ id, kind, place }) => ({ id, kind, runAt: now + place * everyMs })),
  );
  return released.length;
}
