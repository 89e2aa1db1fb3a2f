import { type ConnectionLanes, performInLane } from "@signalbox/pipeline";
import type { Task } from "graphile-worker";
import { z } from "zod";
import type { WorkerDeps } from "./worker-deps.ts";

const payload = z.object({ actionId: z.uuid() });

/** One try of one action; pages come by a task of their own. Safe to run twice: the claim decides who calls, and what has
 *  ended is left alone. */
export function performTask(deps: WorkerDeps, lanes: ConnectionLanes): Task {
  return async (given) => {
    await performInLane(deps, lanes, payload.parse(given));
  };
}
