import type { EpochMs } from "@signalbox/core";
import type { Tx } from "../../doors/transaction.ts";
import { sql } from "../../drizzle.ts";
import { lookupAnswers } from "../../schema/lookup-answers.ts";

/** Keeps a good answer to a look-up. */
export async function keepAnswer(
  tx: Tx,
  answer: { key: string; connectionId: number; value: unknown; askedAt: EpochMs; validUntil: EpochMs },
): Promise<void> {
  const { key: lookupKey, ...rest } = answer;
  const row = { ...rest, failedAt: null, error: null, updatedAt: answer.askedAt };
  await tx
    .insert(lookupAnswers)
    .values({ lookupKey, ...row })
    // Of two that were asked at once, the later question holds.
    .onConflictDoUpdate({
      target: lookupAnswers.lookupKey,
      set: row,
      setWhere: sql`${lookupAnswers.askedAt} is null or ${lookupAnswers.askedAt} <= excluded.asked_at
        or ${lookupAnswers.connectionId} is distinct from excluded.connection_id`,
    });
}

/** Notes that a look-up failed. The last good answer stays. */
export async function keepLookUpFailure(
  tx: Tx,
  failure: { key: string; connectionId: number; failedAt: EpochMs; error: string },
): Promise<void> {
  const { key: lookupKey, connectionId, failedAt, error } = failure;
  const row = { failedAt, error: error.slice(0, 500), updatedAt: failedAt };
  await tx
    .insert(lookupAnswers)
    .values({ lookupKey, connectionId, ...row })
    .onConflictDoUpdate({ target: lookupAnswers.lookupKey, set: row });
}
