import { type EpochMs, toIso } from "@signalbox/core";
import type { Tx } from "../../doors/transaction.ts";
import { eq, sql } from "../../drizzle.ts";
import { actions } from "../../schema/actions.ts";

interface HeldBack {
  actionId: string;
  reason: string;
  until: EpochMs;
  /** What it waits for. */
  parkedFor: "silence" | "cool-down" | "slot" | "run";
  now: EpochMs;
}

/** Lets an action wait for something that is no trouble: the end of a silence or of a cool-down, its turn among remediations, a
 *  run elsewhere. It is due then, and not late before. The caller holds its lock. False where it waited for that before: then
 *  only the time moved. */
export async function holdBackAction(tx: Tx, held: HeldBack): Promise<boolean> {
  const { actionId, reason, until, parkedFor, now } = held;
  const before = await tx
    .select({ parkedFor: actions.parkedFor, dueAt: actions.dueAt, madeAt: actions.madeAt })
    .from(actions)
    .where(eq(actions.id, actionId));
  await tx
    .update(actions)
    .set({
      // What runs elsewhere may have been carried out; everything else has not been.
      state: parkedFor === "run" ? "unknown" : "waiting",
      reason: reason.slice(0, 1_000),
      parkedFor,
      nextTryAt: until,
      dueAt: sql`greatest(${actions.dueAt}, ${toIso(until)}::timestamptz)`,
      leaseUntil: null,
      updatedAt: now,
    })
    .where(eq(actions.id, actionId));
  return before[0]?.parkedFor !== parkedFor;
}
