import type { EpochMs } from "@signalbox/core";
import type { Tx } from "../../doors/transaction.ts";
import { eq } from "../../drizzle.ts";
import { actions } from "../../schema/actions.ts";

/** Begins an action's tries anew: its schedule counts from now, and whoever ordered it again stands with it. The caller holds
 *  its lock. */
export async function restartAction(
  tx: Tx,
  actionId: string,
  restart: { state: "waiting" | "unknown"; by: string; now: EpochMs },
): Promise<void> {
  const { state, by, now } = restart;
  await tx
    .update(actions)
    .set({
      state,
      reason: null,
      parkedFor: null,
      parkedSince: null,
      parkedMs: 0,
      tries: 0,
      dueAt: now,
      nextTryAt: now,
      lateAt: null,
      finishedAt: null,
      orderedBy: by,
      updatedAt: now,
    })
    .where(eq(actions.id, actionId));
}
