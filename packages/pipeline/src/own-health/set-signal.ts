import { type ChangedBy, forgetOwnSign, saveDeadMansSignal, settleFailure, type Tx } from "@signalbox/database";

/** Sets the URL of the dead-man's signal, or removes it; what was known of the old one is forgotten. */
export async function setDeadMansSignal(tx: Tx, secretKey: Buffer, by: ChangedBy, url: string | null): Promise<void> {
  await saveDeadMansSignal(tx, secretKey, by, url);
  await forgetOwnSign(tx, "signal");
  const settlement = { kind: "signal-failing", cause: "dead-mans-signal", by: by.actor.name, now: by.now };
  await settleFailure(tx, { ...settlement, reason: url === null ? "the signal was removed" : "its URL was changed" });
}
