import { escalatePage } from "@signalbox/pipeline";
import type { Task } from "graphile-worker";
import { z } from "zod";
import type { WorkerDeps } from "./worker-deps.ts";

const payload = z.object({ obligationId: z.uuid() });

/** Pages the next person where nobody acknowledged. Safe to run twice: who is due stands in the row. */
export function escalatePageTask(deps: WorkerDeps): Task {
  return async (given) => {
    await escalatePage(deps, payload.parse(given));
  };
}
