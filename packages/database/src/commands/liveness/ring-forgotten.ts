import { type ActionKind, type EpochMs, failureKinds, toIso } from "@signalbox/core";
import { selectRows } from "../../doors/select-rows.ts";
import type { Tx } from "../../doors/transaction.ts";
import { sql } from "../../drizzle.ts";
import { addJobs } from "../../jobs/add-job.ts";
import { addPerformJobs } from "../attempt/add-perform-job.ts";
import { isItsTurn } from "./is-its-turn.ts";

const ringMax = 1_000;
const deliveriesPerJob = 50;

// A job that was given up by the queue rings for nobody; its row only tells what happened.
const rings = sql`(jobs.locked_at is not null or jobs.attempts < jobs.max_attempts)`;

export function queued(tasks: readonly string[], field: string) {
  return sql`(select (jobs.payload ->> ${field})::uuid as id from graphile_worker._private_jobs jobs
    join graphile_worker._private_tasks tasks on tasks.id = jobs.task_id
    where tasks.identifier = any(${sql.param([...tasks])}::text[]) and ${rings})`;
}

/** The queue is only a doorbell: rings for actions that are overdue, or whose holder's lease has ended, and that no job
 *  rings for. Returns how many. */
export async function ringForActions(tx: Tx, now: EpochMs, graceMs: number): Promise<number> {
  const overdue = toIso(now - graceMs);
  const forgotten = await selectRows<{ id: string; kind: ActionKind }>(
    tx,
    sql`select a.id, a.kind from actions a
        where ((a.state in ('waiting', 'unknown') and a.next_try_at < ${overdue}::timestamptz)
            or (a.state = 'running' and a.lease_until < ${toIso(now)}::timestamptz))
          and ${isItsTurn}
          and not exists (select from ${queued(["perform", "perform_page"], "actionId")} queued where queued.id = a.id)
        order by a.next_try_at limit ${ringMax}`,
  );
  await addPerformJobs(
    tx,
    forgotten.map(({ id, kind }) => ({ id, kind, runAt: now })),
  );
  return forgotten.length;
}

/** Rings for deliveries that wait for longer than `graceMs` and that no job rings for. Returns how many. */
export async function ringForDeliveries(tx: Tx, now: EpochMs, graceMs: number): Promise<number> {
  const forgotten = await selectRows<{ id: string }>(
    tx,
    sql`with queued as (
          select element::uuid as id from graphile_worker._private_jobs jobs
            join graphile_worker._private_tasks tasks on tasks.id = jobs.task_id
            cross join lateral json_array_elements_text(
              case when json_typeof(jobs.payload) = 'array' then jobs.payload else '[]'::json end) element
          where tasks.identifier = 'process' and ${rings})
        select d.id from deliveries d where d.state = 'received' and d.received_at < ${toIso(now - graceMs)}::timestamptz
          and not exists (select from queued where queued.id = d.id)
        order by d.received_at limit ${ringMax}`,
  );
  const batches = Array.from({ length: Math.ceil(forgotten.length / deliveriesPerJob) }, (_none, index) =>
    forgotten.slice(index * deliveriesPerJob, (index + 1) * deliveriesPerJob).map(({ id }) => id),
  );
  await addJobs(
    tx,
    batches.map((payload) => ({ task: "process", payload })),
  );
  return forgotten.length;
}

const kindsThat = (wanted: (typeof failureKinds)[keyof typeof failureKinds]["pages"]) =>
  sql.param(Object.entries(failureKinds).flatMap(([kind, { pages }]) => (pages === wanted ? [kind] : [])));

/** Rings for open failures that nobody has taken and that no job rings for: where nobody was paged for `graceMs`, and again
 *  and again `againAfterMs` after each page. Returns how many. */
export async function ringForFailures(
  tx: Tx,
  now: EpochMs,
  limits: { graceMs: number; againAfterMs: number },
): Promise<number> {
  const forgotten = await selectRows<{ id: string }>(
    tx,
    sql`select f.id from failures f where f.status = 'open' and f.acknowledged_at is null
          and f.kind <> all(${kindsThat("never")}::text[])
          and case when f.paged_at is null then f.first_at < ${toIso(now - limits.graceMs)}::timestamptz
                   else f.paged_at < ${toIso(now - limits.againAfterMs)}::timestamptz
                     and f.kind <> all(${kindsThat("once")}::text[]) end
          and (f.page_after is null or f.page_after <= ${toIso(now)}::timestamptz)
          and not exists (select from actions a where a.failure_id = f.id and a.state in ('waiting', 'running', 'unknown'))
          and not exists (select from ${queued(["escalate"], "failureId")} queued where queued.id = f.id)
        order by f.first_at limit ${ringMax}`,
  );
  await addJobs(
    tx,
    forgotten.map(({ id }) => ({ task: "escalate", payload: { failureId: id } })),
  );
  return forgotten.length;
}

/** Ends the leases of all that is running: for a worker that knows that no other is alive. Returns how many. */
export async function endAllLeases(tx: Tx, now: EpochMs): Promise<number> {
  const ended = await selectRows<{ id: string }>(
    tx,
    sql`update actions set lease_until = ${toIso(now)} where state = 'running' and lease_until > ${toIso(now)}::timestamptz
        returning id`,
  );
  return ended.length;
}

/** Removes what has no use any more: jobs that the queue gave up, and pools that died long ago. */
export async function clearQueue(tx: Tx): Promise<void> {
  await tx.execute(sql`
    delete from graphile_worker._private_jobs where locked_at is null and attempts >= max_attempts
      and updated_at < now() - interval '7 days'`);
  await tx.execute(sql`delete from worker_liveness where beat_at < now() - interval '1 day'`);
}
