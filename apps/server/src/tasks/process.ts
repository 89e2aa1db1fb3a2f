import { type AtOncePlaces, BatchPace, processDeliveries } from "@signalbox/pipeline";
import type { Task } from "graphile-worker";
import { z } from "zod";
import type { WorkerDeps } from "./worker-deps.ts";

const payload = z.array(z.uuid()).min(1);

/** Processes stored deliveries. Safe to run twice: what has been processed is left alone. */
export function processTask(deps: WorkerDeps, atOnce: AtOncePlaces): Task {
  const pace = new BatchPace();
  return async (given, { job }) => {
    const deliveryIds = payload.parse(given);
    const startedAt = deps.now();
    const outcome = await processDeliveries(
      { ...deps, atOnce, pace },
      { deliveryIds, attempt: job.attempts, priority: job.priority },
    );
    deps.log.info({ stage: "process", deliveries: deliveryIds.length, ...outcome, durationMs: deps.now() - startedAt });
  };
}
