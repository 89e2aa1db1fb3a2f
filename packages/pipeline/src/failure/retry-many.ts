import type { EpochMs } from "@signalbox/core";
import { addJob, advanceFailureRetry, type Database, lockFailureRetry } from "@signalbox/database";
import { retryItem } from "./retry-item.ts";

/** So many are released per second: what was down for an hour is not struck by everything at once. */
export const retriesPerSecond = 10;
const perTurn = 20;

export type RetryManyOutcome = { outcome: "goes-on" | "ended"; tried: number };

/** Tries again the next few of a retry that somebody ordered, each in a transaction of its own, and rings for the rest.
 *  Safe to run twice and at once: the retry's row says how far it is, and is locked for each. */
export async function retryMany(
  deps: { db: Pick<Database, "transaction">; now(): EpochMs; timeScale: number },
  { retryId }: { retryId: string },
): Promise<RetryManyOutcome> {
  for (let tried = 0; tried < perTurn; tried += 1) {
    const isLast = await deps.db.transaction(async (tx) => {
      const next = await lockFailureRetry(tx, retryId);
      if (next === null || next.item === null) return true;
      const now = deps.now();
      const actor = { actorKind: next.actor.kind, actor: next.actor.name };
      const wasRetried = await retryItem(tx, { actor, now }, next.item);
      await advanceFailureRetry(tx, retryId, { wasRetried, now });
      return false;
    });
    if (isLast) return { outcome: "ended", tried };
  }
  const runAt = deps.now() + (perTurn / retriesPerSecond) * 1_000 * deps.timeScale;
  await deps.db.transaction((tx) => addJob(tx, "retry_failures", { retryId }, { runAt }));
  return { outcome: "goes-on", tried: perTurn };
}
