import { tellRun } from "@signalbox/pipeline";
import type { Task } from "graphile-worker";
import { z } from "zod";
import type { WorkerDeps } from "./worker-deps.ts";

const payload = z.object({ runId: z.uuid() });

/** Writes how a remediation ended into the tickets of its incident. Safe to run twice: which have it is read from their
 *  chains. */
export function tellRunTask(deps: WorkerDeps): Task {
  return async (given) => {
    await tellRun(deps, payload.parse(given));
  };
}
