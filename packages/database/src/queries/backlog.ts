import { type Reader, selectRows } from "../doors/select-rows.ts";
import { sql } from "../drizzle.ts";

export type Backlog = {
  /** `lane` is `slow` for jobs that storms push behind the others; marks of the ledger count as jobs that settle it. */
  oldestJobs: { task: string; lane: "normal" | "slow"; ageSeconds: number }[];
  deadJobs: number;
  openFailures: number;
  openObligations: number;
  unknownActions: number;
  breakersNotClosed: number;
};

/** What waits, for metrics. */
export async function loadBacklog(reader: Reader): Promise<Backlog> {
  const [oldestJobs, [counts]] = await Promise.all([
    selectRows<Backlog["oldestJobs"][number]>(
      reader,
      sql`select t.identifier as task, case when j.priority > 0 then 'slow' else 'normal' end as lane,
            greatest(0, extract(epoch from now() - min(j.run_at)))::float8 as "ageSeconds"
          from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
          where j.locked_at is null and j.attempts < j.max_attempts and j.run_at <= now() group by 1, 2
          union all
          select 'settle_ledger', 'normal', extract(epoch from now() - min(marked_at))::float8 from ledger_dirty
          having count(*) > 0`,
    ),
    selectRows<Omit<Backlog, "oldestJobs">>(
      reader,
      sql`select
        (select count(*)::int from graphile_worker._private_jobs where attempts >= max_attempts and locked_at is null) as "deadJobs",
        (select count(*)::int from failures where status = 'open') as "openFailures",
        (select count(*)::int from obligations where status = 'open') as "openObligations",
        (select count(*)::int from actions where state = 'unknown') as "unknownActions",
        (select count(*)::int from connection_health where breaker <> 'closed') as "breakersNotClosed"`,
    ),
  ]);
  return { oldestJobs, ...counts! };
}

/** Proves that rows can be written: @throws where Postgres is away, in recovery, or out of space. */
export async function proveWritable(reader: Reader): Promise<void> {
  await reader.execute(sql`insert into settings (key, value, updated_by) values ('write-test', '{}', 'system')
    on conflict (key) do update set updated_at = now()`);
}
