import type { EpochMs } from "@signalbox/core";
import type { Tx } from "../../doors/transaction.ts";
import { eq } from "../../drizzle.ts";
import { actions } from "../../schema/actions.ts";
import { releaseParked } from "./release-parked.ts";

/** A call of this connection has ended: the next that waits for a slot may begin. */
export async function freeSlot(tx: Tx, connectionId: number, now: EpochMs): Promise<void> {
  await releaseParked(tx, { parkedFor: "slot", connectionId, now, limit: 1 });
}

/** The same for the connection of an action. */
export async function freeSlotOf(tx: Tx, actionId: string, now: EpochMs): Promise<void> {
  const [action] = await tx.select({ id: actions.connectionId }).from(actions).where(eq(actions.id, actionId));
  if (action?.id != null) await freeSlot(tx, action.id, now);
}
