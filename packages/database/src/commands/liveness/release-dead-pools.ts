import { selectRows } from "../../doors/select-rows.ts";
import type { Tx } from "../../doors/transaction.ts";
import { sql } from "../../drizzle.ts";

// Any fixed number: only one process sweeps at a time.
const sweepLock = 7_305_804;

/** True where this transaction alone may sweep. */
export async function tryLockSweep(tx: Tx): Promise<boolean> {
  const rows = await selectRows<{ ours: boolean }>(tx, sql`select pg_try_advisory_xact_lock(${sweepLock}) as ours`);
  return rows[0]?.ours === true;
}

// The tables of the queue begin with _private: its exact version is pinned, and a test holds this statement to it.
/** Gives back the jobs of pools that have not beaten for `staleMs`; a job that was lost before waits longer each time.
 *  Returns how many jobs each dead pool had. */
export async function releaseDeadPools(tx: Tx, staleMs: number): Promise<{ poolId: string; jobs: number }[]> {
  const stale = sql`make_interval(secs => ${staleMs / 1_000}::double precision)`;
  return selectRows<{ poolId: string; jobs: number }>(
    tx,
    sql`with dead as (
          select distinct locked.locked_by from (
            select locked_by from graphile_worker._private_jobs where locked_by is not null and locked_at < now() - ${stale}
            union select locked_by from graphile_worker._private_job_queues
              where locked_by is not null and locked_at < now() - ${stale}) locked
          where not exists (select from worker_liveness w where w.pool_id = locked.locked_by and w.beat_at > now() - ${stale})),
        ${release}`,
  );
}

/** Gives back every job that is locked by another pool than these: for a worker that knows it is the only one. */
export async function releaseAllPools(
  tx: Tx,
  ownPoolIds: readonly string[],
): Promise<{ poolId: string; jobs: number }[]> {
  const own = sql.param([...ownPoolIds]);
  return selectRows<{ poolId: string; jobs: number }>(
    tx,
    sql`with dead as (
          select distinct locked.locked_by from (
            select locked_by from graphile_worker._private_jobs where locked_by is not null
            union select locked_by from graphile_worker._private_job_queues where locked_by is not null) locked
          where locked.locked_by <> all(${own}::text[])),
        ${release}`,
  );
}

/** Gives back jobs that these pools have locked for a while and do not work on. Returns how many. */
export async function releaseLostJobs(
  tx: Tx,
  held: { poolIds: readonly string[]; activeJobIds: readonly string[]; lockedForMs: number },
): Promise<number> {
  const rows = await selectRows<{ id: string }>(
    tx,
    sql`update graphile_worker._private_jobs set locked_at = null, locked_by = null, run_at = least(run_at, now())
        where locked_by = any(${sql.param([...held.poolIds])}::text[])
          and locked_at < now() - make_interval(secs => ${held.lockedForMs / 1_000}::double precision)
          and id <> all(${sql.param([...held.activeJobIds])}::bigint[])
        returning id`,
  );
  return rows.length;
}

// A first loss says nothing about the job; from the second on it backs off, so that what kills workers does not loop.
const release = sql`
  j as (update graphile_worker._private_jobs jobs set locked_at = null, locked_by = null,
          run_at = case when attempts <= 1 then least(run_at, now())
                   else greatest(run_at, now()) + exp(least(attempts, 10)) * interval '1 second' end
        from dead where jobs.locked_by = dead.locked_by returning dead.locked_by),
  q as (update graphile_worker._private_job_queues queues set locked_at = null, locked_by = null
        from dead where queues.locked_by = dead.locked_by returning 1)
  select locked_by as "poolId", count(*)::int as jobs from j group by locked_by`;
