import type { EpochMs } from "@signalbox/core";
import { findHeardAfterAll, settleFailure, type Tx } from "@signalbox/database";

/** Somebody has taken what nobody had acknowledged, or it is over: its failure settles itself. Returns how many. */
export async function settleHeardPages(tx: Tx, now: EpochMs): Promise<number> {
  const heard = await findHeardAfterAll(tx);
  for (const { cause, status } of heard) {
    const reason = status === "resolved" ? "it is over" : "somebody acknowledged it";
    await settleFailure(tx, { kind: "page-unacknowledged", cause, by: "system", reason, now });
  }
  return heard.length;
}
