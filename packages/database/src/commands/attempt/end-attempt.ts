import type { EpochMs } from "@signalbox/core";
import type { Tx } from "../../doors/transaction.ts";
import { and, eq, isNull } from "../../drizzle.ts";
import { attempts } from "../../schema/actions.ts";

export interface AttemptEnd {
  finishedAt: EpochMs;
  outcome: "delivered" | "retryable" | "permanent" | "unknown" | "aborted";
  reason: string;
  responseStatus?: number;
  responseHeaders?: Record<string, string>;
  /** At most 16 KiB. */
  responseBody?: string;
  durationMs?: number;
}

/** Writes how an attempt ended, once: an end that stands already stays. */
export async function endAttempt(
  tx: Tx,
  attempt: { actionMadeAt: EpochMs; actionId: string; number: number },
  end: AttemptEnd,
): Promise<void> {
  await tx
    .update(attempts)
    .set(end)
    .where(
      and(
        eq(attempts.actionMadeAt, attempt.actionMadeAt),
        eq(attempts.actionId, attempt.actionId),
        eq(attempts.number, attempt.number),
        isNull(attempts.finishedAt),
      ),
    );
}
