import type { ActionKind, EpochMs } from "@signalbox/core";
import type { Tx } from "../../doors/transaction.ts";
import { addJobs } from "../../jobs/add-job.ts";

/** Rings for actions in the caller's transaction. Pages have a task of their own, whose runner nothing else can fill. */
export async function addPerformJobs(
  tx: Tx,
  actions: readonly { id: string; kind: ActionKind; runAt: EpochMs }[],
): Promise<void> {
  await addJobs(
    tx,
    actions.map(({ id, kind, runAt }) => ({
      task: kind === "page" ? "perform_page" : "perform",
      payload: { actionId: id },
      runAt,
    })),
  );
}
