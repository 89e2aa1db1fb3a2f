import { retryMany } from "@signalbox/pipeline";
import type { Task } from "graphile-worker";
import { z } from "zod";
import type { WorkerDeps } from "./worker-deps.ts";

const payload = z.object({ retryId: z.uuid() });

/** The next few of a retry of many. Safe to run twice: the retry's row says how far it is. */
export function retryFailuresTask(deps: WorkerDeps): Task {
  return async (given) => {
    await retryMany(deps, payload.parse(given));
  };
}
