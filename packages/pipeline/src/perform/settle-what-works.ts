import type { EpochMs } from "@signalbox/core";
import {
  type ActionRow,
  findConnectionTroubles,
  findTroublesCalledOff,
  settleFailure,
  type Tx,
} from "@signalbox/database";

/** A try worked: the failures of its connection that have nothing left to point at settle themselves. */
export async function settleWhatWorks(tx: Tx, action: ActionRow, now: EpochMs): Promise<void> {
  if (action.connectionId === null) return;
  const { cause, open, remaining } = await findConnectionTroubles(tx, action.connectionId, action.id);
  for (const kind of open) {
    if (remaining.includes(kind)) continue;
    await settleFailure(tx, { kind, cause, by: "system", reason: "a later try worked", now });
  }
}

/** What was late, failed or unclear was called off, and no try is left that could settle its failure. Returns how many. */
export async function settleWhatWasCalledOff(tx: Tx, now: EpochMs): Promise<number> {
  const over = await findTroublesCalledOff(tx);
  for (const { kind, cause } of over) {
    await settleFailure(tx, { kind, cause, by: "system", reason: "nothing is left to try", now });
  }
  return over.length;
}
