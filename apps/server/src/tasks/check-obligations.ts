import { checkObligations } from "@signalbox/pipeline";
import type { Task } from "graphile-worker";
import { z } from "zod";
import type { WorkerDeps } from "./worker-deps.ts";

const payload = z.object({ checkId: z.uuid() });

/** Compares obligations with what a connection holds, for 20 s at a time. Safe to run twice: each look is recorded. */
export function checkObligationsTask(deps: WorkerDeps): Task {
  return async (given) => {
    await checkObligations(deps, payload.parse(given));
  };
}
