import { type EpochMs, readDuration } from "@signalbox/core";
import { beginEscalation, type LockedAction, restartEscalation, type Tx } from "@signalbox/database";

/** Where the rule of a page says so, it goes on to somebody else unless it is acknowledged in time: counted from its first
 *  try, anew once it was sent, and at once where it can't be sent at all. In a transaction that holds its create's locks. */
export async function scheduleEscalation(
  tx: Tx,
  locked: Pick<LockedAction, "action" | "obligation">,
  given: { since: "first-try" | "sent" | "given-up"; timeScale: number; now: EpochMs },
): Promise<void> {
  const { action, obligation } = locked;
  if (obligation === null || action.kind !== "page" || action.verb !== "create") return;
  const { escalateAfter } = action.fields;
  const afterMs = typeof escalateAfter === "string" ? readDuration(escalateAfter) : null;
  if (afterMs === null || afterMs <= 0) return;
  const { since, timeScale, now } = given;
  const nextAt = since === "given-up" ? now : Math.round(now + afterMs * timeScale);
  const begin = since === "first-try" ? beginEscalation : restartEscalation;
  await begin(tx, { obligationId: obligation.id, afterMs, nextAt });
}
