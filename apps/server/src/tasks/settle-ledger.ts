import { settleLedger } from "@signalbox/pipeline";
import type { Task } from "graphile-worker";
import { z } from "zod";
import type { WorkerDeps } from "./worker-deps.ts";

const payload = z.object({ componentId: z.int().min(0).nullable() });

/** Brings the ledger lines of one component up to date; 0 stands for incidents without one. Safe to run twice: without a
 *  mark there is nothing to do. */
export function settleLedgerTask(deps: WorkerDeps): Task {
  return async (given) => {
    const { componentId } = payload.parse(given);
    await settleLedger(deps, { componentId: componentId ?? 0 });
  };
}
