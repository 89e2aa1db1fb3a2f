import { selectRows } from "../../doors/select-rows.ts";
import type { Tx } from "../../doors/transaction.ts";
import { sql } from "../../drizzle.ts";

// The tables of the queue begin with _private: its exact version is pinned, and a test holds this statement to it.
/** Takes jobs of `process` that wait their first turn at this priority out of the queue, and returns the deliveries that
 *  they name, at most `deliveriesMax`. They are gone with this transaction's commit, and back with its roll-back.
 *  @param jobsMax how many to look at; what doesn't fit any more stays */
export async function absorbProcessJobs(
  tx: Tx,
  of: { priority: number; deliveriesMax: number; jobsMax: number },
): Promise<string[]> {
  const rows = await selectRows<{ payload: string[] }>(
    tx,
    sql`with waiting as (
          select jobs.id, jobs.payload, jobs.run_at from graphile_worker._private_jobs jobs
          where jobs.task_id = (select id from graphile_worker._private_tasks where identifier = 'process')
            and jobs.is_available and jobs.attempts = 0 and jobs.job_queue_id is null
            and jobs.priority = ${of.priority} and jobs.run_at <= now()
          order by jobs.run_at, jobs.id limit ${of.jobsMax} for update skip locked),
        fitting as (
          select id, sum(json_array_length(payload)) over (order by run_at, id) as deliveries from waiting)
        delete from graphile_worker._private_jobs jobs using fitting
        where jobs.id = fitting.id and fitting.deliveries <= ${of.deliveriesMax}
        returning jobs.payload`,
  );
  return rows.flatMap(({ payload }) => payload);
}
