import type { EpochMs } from "@signalbox/core";
import type { Tx } from "../../doors/transaction.ts";
import { and, eq, gt } from "../../drizzle.ts";
import { actions } from "../../schema/actions.ts";
import { obligations } from "../../schema/obligations.ts";
import { addPerformJobs } from "./add-perform-job.ts";

/** A draft is published now rather than when its time is up. The caller holds its lock. False where it is none any more. */
export async function releaseDraft(tx: Tx, actionId: string, now: EpochMs): Promise<boolean> {
  const released = await tx
    .update(actions)
    .set({ dueAt: now, nextTryAt: now, updatedAt: now })
    .where(and(eq(actions.id, actionId), eq(actions.state, "waiting"), gt(actions.dueAt, now)))
    .returning({ kind: actions.kind });
  if (released[0] === undefined) return false;
  await addPerformJobs(tx, [{ id: actionId, kind: released[0].kind, runAt: now }]);
  return true;
}

/** Says why an obligation that stays open has nothing outside. The caller holds its lock. */
export async function noteObligation(
  tx: Tx,
  obligationId: string,
  note: { reason: string; now: EpochMs },
): Promise<void> {
  await tx
    .update(obligations)
    .set({ statusReason: note.reason.slice(0, 1_000), updatedAt: note.now })
    .where(eq(obligations.id, obligationId));
}
