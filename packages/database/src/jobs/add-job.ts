import type { EpochMs } from "@signalbox/core";
import { toIso } from "@signalbox/core";
import type { Tx } from "../doors/transaction.ts";
import { sql } from "../drizzle.ts";

export type JobOptions = {
  runAt?: EpochMs;
  /** At most one waiting job has this key, over all tasks: a second add replaces the first. Begin it with the task's name. */
  jobKey?: string;
  /** Lower runs first; 0 by default. */
  priority?: number;
  /** Never below 3: a lost worker uses one up. 8 by default. */
  maxAttempts?: number;
};

export type NewJob = JobOptions & { task: string; payload: unknown };

/** Adds a job in the caller's transaction. Payloads hold ids only: the queue logs them.
 *  @throws when a keyed add was lost to a worker that locked the old job in between: the transaction must run again. */
export async function addJob(tx: Tx, task: string, payload: unknown, options: JobOptions = {}): Promise<void> {
  await addJobs(tx, [{ task, payload, ...options }]);
}

/** Adds many with one statement; keys must differ. */
export async function addJobs(tx: Tx, jobs: NewJob[]): Promise<void> {
  if (jobs.length === 0) return;
  const specs = jobs.map((job) => ({
    identifier: job.task,
    payload: job.payload,
    run_at: job.runAt === undefined ? null : toIso(job.runAt),
    max_attempts: Math.max(3, job.maxAttempts ?? 8),
    job_key: job.jobKey ?? null,
    priority: job.priority ?? 0,
  }));
  const added = await tx.execute<{ id: string | null }>(sql`
    select id from graphile_worker.add_jobs(array(
      select json_populate_record(null::graphile_worker.job_spec, spec) from json_array_elements(${JSON.stringify(specs)}::json) spec))`);
  if (added.rows.filter((row) => row.id !== null).length !== jobs.length) throw new LostJob(jobs[0]!.task);
}

/** A keyed add met a job that a worker was just taking, and was lost. Has the code of a serialisation failure, so that
 *  `transaction` runs the work again. */
export class LostJob extends Error {
  readonly code = "40001";

  constructor(task: string) {
    super(`a job of ${task} was lost to a worker that took its key: run the transaction again`);
    this.name = "LostJob";
  }
}
