import { absorbProcessJobs } from "@signalbox/database";
import { loadRouting } from "../routing/load-routing.ts";
import { type BatchCounts, processBatch } from "./process-batch.ts";
import type { ProcessDeps } from "./process-deps.ts";
import { WorkThrew } from "./work-threw.ts";

// Locked for a moment where they don't fit: few enough that the other workers find some too.
const jobsMax = 24;

/**
 * Processes deliveries together with those of jobs that wait behind theirs, so that a backlog costs few transactions. Null
 * where that threw: nothing has happened then, the other jobs are where they were, and these deliveries go on without them.
 * @param options.deliveriesMax how many in all
 */
export async function processTogether(
  deps: ProcessDeps,
  ids: readonly string[],
  options: { priority: number; deliveriesMax: number },
): Promise<BatchCounts | null> {
  const { priority, deliveriesMax } = options;
  const room = { priority, deliveriesMax: deliveriesMax - ids.length, jobsMax };
  try {
    return await processBatch(deps, await loadRouting(deps.db), ids, (tx) => absorbProcessJobs(tx, room));
  } catch (error) {
    if (error instanceof WorkThrew) return null;
    throw error;
  }
}
