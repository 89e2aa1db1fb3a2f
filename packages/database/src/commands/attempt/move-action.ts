import { type EpochMs, toIso } from "@signalbox/core";
import type { Tx } from "../../doors/transaction.ts";
import { inArray, sql } from "../../drizzle.ts";
import { actions } from "../../schema/actions.ts";

/** When an action waits for a person: no try is due until somebody decides. */
export const never: EpochMs = Date.UTC(9999, 11, 31);

export type ParkedFor = NonNullable<(typeof actions.$inferSelect)["parkedFor"]>;

export interface ActionMove {
  state: "waiting" | "unknown" | "needs_approval" | "done" | "cancelled" | "failed";
  reason: string | null;
  /** Left out for what has ended. */
  nextTryAt?: EpochMs;
  /** What it waits for before its next try; left out for what waits for nothing but its time. */
  parkedFor?: ParkedFor;
  now: EpochMs;
}

/** Takes the action from whoever held it. The caller holds its lock and has compared the fencing number. */
export async function moveAction(tx: Tx, actionIds: string | readonly string[], move: ActionMove): Promise<void> {
  const ids = typeof actionIds === "string" ? [actionIds] : [...actionIds];
  if (ids.length === 0) return;
  const { state, reason, nextTryAt, parkedFor = null, now } = move;
  const hasEnded = state === "done" || state === "cancelled" || state === "failed";
  await tx
    .update(actions)
    .set({
      state,
      reason: reason === null ? null : reason.slice(0, 1_000),
      leaseUntil: null,
      parkedFor,
      parkedSince: parkedFor === null ? null : sql`coalesce(${actions.parkedSince}, ${toIso(now)}::timestamptz)`,
      finishedAt: hasEnded ? now : null,
      updatedAt: now,
      ...(nextTryAt === undefined ? {} : { nextTryAt }),
    })
    .where(inArray(actions.id, ids));
}
