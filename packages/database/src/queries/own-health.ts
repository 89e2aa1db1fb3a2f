import type { EpochMs } from "@signalbox/core";
import { type Reader, selectRows } from "../doors/select-rows.ts";
import { and, desc, gt, lt, sql } from "../drizzle.ts";
import { readInstant } from "../schema/column-types.ts";
import { blindSpans } from "../schema/maintenance.ts";
import { ownSigns, partBeats } from "../schema/own-health.ts";

const spansMax = 200;

/** Times in which a part was not there, that touch [from, to); newest first. */
export async function listBlindSpans(reader: Reader, within: { from?: EpochMs | undefined; to?: EpochMs | undefined }) {
  const { from, to } = within;
  return reader
    .select()
    .from(blindSpans)
    .where(
      and(
        from === undefined
          ? undefined
          : gt(sql`coalesce(${blindSpans.endsAt}, 'infinity')`, sql`${new Date(from).toISOString()}::timestamptz`),
        to === undefined ? undefined : lt(blindSpans.startsAt, to),
      ),
    )
    .orderBy(desc(blindSpans.startsAt), desc(blindSpans.id))
    .limit(spansMax);
}

/** Each part's last beat and its age by the clock of Postgres. */
export async function loadPartBeats(reader: Reader) {
  const rows = await selectRows<{ part: "api" | "worker"; at: string; ageMs: number }>(
    reader,
    sql`select part, beat_at as at, (extract(epoch from clock_timestamp() - beat_at) * 1000)::float8 as "ageMs"
        from ${partBeats} order by part`,
  );
  return rows.map(({ part, at, ageMs }) => ({ part, beatAt: readInstant(at), ageMs }));
}

export async function listOwnSigns(reader: Reader) {
  return reader.select().from(ownSigns).orderBy(ownSigns.name);
}

/** What waits for a person or is late, in numbers. */
export async function countTroubles(reader: Reader) {
  const [counts] = await selectRows<{ open: number; taken: number; nobodyReached: number; lateActions: number }>(
    reader,
    sql`select count(*)::int as open, count(acknowledged_at)::int as taken,
          (count(*) filter (where pages_missed > 0 and acknowledged_at is null))::int as "nobodyReached",
          (select count(*)::int from actions a where a.late_at is not null and a.state in ('waiting', 'running', 'unknown')
            and a.failure_id is null) as "lateActions"
        from failures where status = 'open'`,
  );
  return counts!;
}

/** Epoch milliseconds by the clock of Postgres. */
export async function askClock(reader: Reader): Promise<number> {
  const [row] = await selectRows<{ now: number }>(
    reader,
    sql`select (extract(epoch from clock_timestamp()) * 1000)::float8 as now`,
  );
  return row!.now;
}

export interface LaneBacklog {
  task: string;
  lane: "normal" | "slow";
  /** Jobs that could run and that nobody has taken. */
  waiting: number;
  oldestMs: number;
}

/** How much waits per task and lane; marks of the ledger count as jobs that settle it. */
export async function loadLaneBacklogs(reader: Reader): Promise<LaneBacklog[]> {
  return selectRows<LaneBacklog>(
    reader,
    sql`select t.identifier as task, case when j.priority > 0 then 'slow' else 'normal' end as lane, count(*)::int as waiting,
          (greatest(0, extract(epoch from clock_timestamp() - min(j.run_at))) * 1000)::float8 as "oldestMs"
        from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
        where j.locked_at is null and j.attempts < j.max_attempts and j.run_at <= now() group by 1, 2
        union all
        select 'settle_ledger', 'normal', count(*)::int, (extract(epoch from clock_timestamp() - min(marked_at)) * 1000)::float8
        from ledger_dirty having count(*) > 0 order by 1, 2`,
  );
}
