import { type ChangedBy, settleFailure, type Tx } from "@signalbox/database";

/** Somebody has said anew how the deliveries of a source are read: what still does not fit raises its failure again. */
export async function settleDrift(tx: Tx, by: ChangedBy, sourceKey: string): Promise<void> {
  await settleFailure(tx, {
    kind: "payload-drifts",
    cause: sourceKey,
    by: by.actor.name,
    reason: "the mapping of the source was changed",
    now: by.now,
  });
}
