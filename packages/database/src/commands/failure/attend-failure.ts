import { type EpochMs, failureKindFacts } from "@signalbox/core";
import type { Tx } from "../../doors/transaction.ts";
import { and, eq, isNotNull, isNull } from "../../drizzle.ts";
import { addJob } from "../../jobs/add-job.ts";
import { appendJournal } from "../../journal/append-journal.ts";
import { notifyLive } from "../../live/notify-live.ts";
import { failures } from "../../schema/failures.ts";
import type { Actor } from "../people/create-user.ts";

type Attention = { failureId: string; actor: Actor; now: EpochMs };

/** Somebody takes an open failure over, so that it does not page meanwhile: one that nobody has, or with `insteadOf` the one
 *  that this person has now. False where it is settled, or another person has it. */
export async function acknowledgeFailure(
  tx: Tx,
  attention: Attention & { insteadOf?: string | undefined },
): Promise<boolean> {
  const { failureId, actor, now, insteadOf } = attention;
  const isFree = insteadOf === undefined ? isNull(failures.acknowledgedAt) : eq(failures.acknowledgedBy, insteadOf);
  const taken = await tx
    .update(failures)
    .set({ acknowledgedAt: now, acknowledgedBy: actor.name })
    .where(and(eq(failures.id, failureId), eq(failures.status, "open"), isFree))
    .returning({ id: failures.id });
  if (taken.length === 0) return false;
  await journalAttention(tx, attention, "acknowledged", insteadOf === undefined ? {} : { insteadOf });
  return true;
}

/** Nobody looks after it any more: it pages again, at once. False where it is settled, or nobody has taken it. */
export async function handBackFailure(tx: Tx, attention: Attention): Promise<boolean> {
  const { failureId, now } = attention;
  const free = await tx
    .update(failures)
    .set({ acknowledgedAt: null, acknowledgedBy: null, pagedAt: null, pageAfter: now, pagesMissed: 0 })
    .where(and(eq(failures.id, failureId), eq(failures.status, "open"), isNotNull(failures.acknowledgedAt)))
    .returning({ kind: failures.kind });
  if (free[0] === undefined) return false;
  if (failureKindFacts(free[0].kind)?.pages !== "never") await addJob(tx, "escalate", { failureId });
  await journalAttention(tx, attention, "handed-back", {});
  return true;
}

/** Settles one by hand. False where it was settled before. */
export async function settleFailureByHand(tx: Tx, attention: Attention & { reason: string }): Promise<boolean> {
  const { failureId, actor, now, reason } = attention;
  const settled = await tx
    .update(failures)
    .set({ status: "settled", settledAt: now, settledBy: actor.name, settledReason: reason })
    .where(and(eq(failures.id, failureId), eq(failures.status, "open")))
    .returning({ id: failures.id });
  if (settled.length === 0) return false;
  await journalAttention(tx, attention, "settled", { reason });
  return true;
}

async function journalAttention(
  tx: Tx,
  { failureId, actor, now }: Attention,
  happened: string,
  details: Record<string, unknown>,
): Promise<void> {
  await appendJournal(tx, {
    at: now,
    actorKind: actor.kind,
    actor: actor.name,
    verb: `failure.${happened}`,
    subjectKind: "failure",
    subjectId: failureId,
    details,
  });
  await notifyLive(tx, "failure", failureId);
}
