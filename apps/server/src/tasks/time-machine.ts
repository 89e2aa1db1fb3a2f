import { performTimeMachine } from "@signalbox/pipeline";
import type { Task } from "graphile-worker";
import { z } from "zod";
import type { WorkerDeps } from "./worker-deps.ts";

const payload = z.object({ runId: z.uuid() });

/** Plays a draft of the rules over the past. Safe to run twice: one that was broken off begins anew.
 *  @param stopping the worker takes no more: what is under way goes to another */
export function timeMachineTask(deps: WorkerDeps, stopping: AbortSignal): Task {
  return async (given) => {
    await performTimeMachine(deps, payload.parse(given).runId, stopping);
  };
}
