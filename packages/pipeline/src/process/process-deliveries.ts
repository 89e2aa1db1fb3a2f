import { addJob, addJobs, findReceivedDeliveries, sqlState } from "@signalbox/database";
import { loadRouting } from "../routing/load-routing.ts";
import { BatchPace } from "./batch-pace.ts";
import { processAlone } from "./process-alone.ts";
import { type BatchCounts, processBatch } from "./process-batch.ts";
import type { ProcessDeps } from "./process-deps.ts";
import { processTogether } from "./process-together.ts";
import { WorkThrew } from "./work-threw.ts";

export interface ProcessOutcome extends BatchCounts {
  /** Deliveries that threw, or were split off: a job of their own goes on with them. */
  split: number;
}

const lockTriesMax = 5;
const lockNotAvailable = "55P03";

/**
 * Processes stored deliveries: normalise, fold into incidents, route, write. Safe to run twice. One that can't be processed
 * does not hold up the others: the batch is halved down to it at once, and it goes on in a job of its own. A batch whose
 * worker was lost (`attempt` above 1) is halved into jobs. Throws where the database is not there: the queue tries again.
 * @param job.attempt 1-based number of the job's try
 * @param job.priority of the job in the queue: those that wait behind it are done along with it. Left out: it alone
 */
export async function processDeliveries(
  deps: ProcessDeps,
  job: { deliveryIds: readonly string[]; attempt: number; priority?: number },
): Promise<ProcessOutcome> {
  await deps.failpoint("job.start");
  const ids = [...new Set(job.deliveryIds)];
  const outcome = { processed: 0, ignored: 0, failed: 0, split: 0 };
  const deliveriesMax = deps.pace?.max ?? BatchPace.largest;
  if (job.priority !== undefined && job.attempt === 1 && ids.length < deliveriesMax) {
    const counts = await processTogether(deps, ids, { priority: job.priority, deliveriesMax });
    if (counts !== null) {
      await deps.failpoint("job.afterStateWrite");
      return { ...outcome, ...counts };
    }
  }
  if (ids.length === 1) return { ...outcome, ...(await processAlone(deps, ids[0]!, job.attempt)) };
  if (job.attempt > 1) return { ...outcome, split: await splitIntoJobs(deps, ids) };
  const startedAt = performance.now();
  for (let at = 0; at < ids.length; at += deliveriesMax) {
    const rest = ids.slice(at);
    if (at > 0 && deps.pace?.isOver(startedAt)) {
      outcome.split += await addOwnJob(deps, rest, job.priority);
      break;
    }
    add(outcome, await processHalving(deps, rest.slice(0, deliveriesMax)));
  }
  await deps.failpoint("job.afterStateWrite");
  return outcome;
}

async function processHalving(deps: ProcessDeps, ids: readonly string[]): Promise<ProcessOutcome> {
  try {
    return { ...(await processPatiently(deps, ids)), split: 0 };
  } catch (error) {
    if (!(error instanceof WorkThrew)) throw error;
    if (ids.length === 1) return { processed: 0, ignored: 0, failed: 0, split: await addOwnJob(deps, ids) };
    const half = Math.ceil(ids.length / 2);
    const outcome = await processHalving(deps, ids.slice(0, half));
    add(outcome, await processHalving(deps, ids.slice(half)));
    return outcome;
  }
}

// Waiting too long for a key that another batch holds is no fault of anybody: its turn comes.
async function processPatiently(deps: ProcessDeps, ids: readonly string[]): Promise<BatchCounts> {
  for (let tries = 1; ; tries++) {
    try {
      return await processBatch(deps, await loadRouting(deps.db), ids);
    } catch (error) {
      if (tries === lockTriesMax || sqlState(error) !== lockNotAvailable) throw error;
    }
  }
}

async function splitIntoJobs(deps: ProcessDeps, ids: readonly string[]): Promise<number> {
  return deps.db.transaction(async (tx) => {
    const waiting = await findReceivedDeliveries(tx, ids);
    const half = Math.ceil(waiting.length / 2);
    const parts = [waiting.slice(0, half), waiting.slice(half)].filter((part) => part.length > 0);
    await addJobs(
      tx,
      parts.map((payload) => ({ task: "process", payload })),
    );
    return waiting.length;
  });
}

/** @returns how many deliveries it goes on with */
async function addOwnJob(deps: ProcessDeps, ids: readonly string[], priority = 0): Promise<number> {
  await deps.db.transaction((tx) => addJob(tx, "process", ids, { priority }));
  return ids.length;
}

function add(sum: ProcessOutcome, more: ProcessOutcome): void {
  sum.processed += more.processed;
  sum.ignored += more.ignored;
  sum.failed += more.failed;
  sum.split += more.split;
}
