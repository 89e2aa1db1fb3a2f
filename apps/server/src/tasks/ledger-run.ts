import { performLedgerRun } from "@signalbox/pipeline";
import type { Task } from "graphile-worker";
import { z } from "zod";
import type { WorkerDeps } from "./worker-deps.ts";

const payload = z.object({ runId: z.uuid() });

/** Verifies the ledger, or closes a month. Safe to run twice: one that has ended is left alone. */
export function ledgerRunTask(deps: WorkerDeps): Task {
  return async (given) => {
    await performLedgerRun(deps, payload.parse(given).runId);
  };
}
