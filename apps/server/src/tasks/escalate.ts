import { escalateFailure } from "@signalbox/pipeline";
import type { Task } from "graphile-worker";
import { z } from "zod";
import type { WorkerDeps } from "./worker-deps.ts";

const payload = z.object({ failureId: z.uuid() });

/** Pages about a failure. Safe to run twice: who was paged lately is not paged again. */
export function escalateTask(deps: WorkerDeps): Task {
  return async (given) => {
    await escalateFailure(deps, payload.parse(given));
  };
}
