import { setTimeout as sleep } from "node:timers/promises";
import { queryRows } from "./query.ts";

type Backlog = { received: number; jobs: number; held: number; actions: number; dirty: number };

const backlogQuery = `select
  (select count(*)::int from deliveries where state = 'received') as received,
  (select count(*)::int from graphile_worker._private_jobs jobs
     join graphile_worker._private_tasks tasks on tasks.id = jobs.task_id where tasks.identifier = 'process') as jobs,
  (select count(*)::int from graphile_worker._private_jobs where locked_at is not null) as held,
  (select count(*)::int from actions
     where state in ('waiting', 'running') or (state = 'unknown' and next_try_at is not null)) as actions,
  (select count(*)::int from ledger_dirty) as dirty`;

/** Waits until nothing is under way any more: deliveries, actions, ledger, and no worker holds a job.
 *  @throws what is left after `withinMs` */
export async function drain(databaseUrl: string, withinMs = 60_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const [backlog] = await queryRows<Backlog>(databaseUrl, backlogQuery);
    if (Object.values(backlog!).every((count) => count === 0)) return;
    if (Date.now() > deadline) {
      throw new Error(`not drained after ${withinMs / 1000} s: ${await describeRest(databaseUrl, backlog!)}`);
    }
    await sleep(100);
  }
}

async function describeRest(databaseUrl: string, backlog: Backlog): Promise<string> {
  const actions = await queryRows(
    databaseUrl,
    `select kind, verb, state, reason, tries, next_try_at - now() as due_in, lease_until - now() as lease_for
     from actions where state in ('waiting', 'running', 'unknown') order by next_try_at limit 10`,
  );
  const jobs = await queryRows(
    databaseUrl,
    `select tasks.identifier, jobs.attempts, jobs.max_attempts, jobs.run_at - now() as due_in, now() - jobs.locked_at as held_for,
       jobs.locked_by, jobs.last_error, exists (select from worker_liveness w
         where w.pool_id = jobs.locked_by and w.beat_at > now() - interval '5 seconds') as beats
     from graphile_worker._private_jobs jobs join graphile_worker._private_tasks tasks on tasks.id = jobs.task_id
     order by jobs.locked_at nulls last limit 10`,
  );
  return JSON.stringify({ backlog, actions, jobs }, null, 1);
}
