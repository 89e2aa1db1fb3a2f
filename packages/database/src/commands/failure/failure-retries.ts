import type { EpochMs } from "@signalbox/core";
import type { Tx } from "../../doors/transaction.ts";
import { and, eq, isNull, sql } from "../../drizzle.ts";
import { addJob } from "../../jobs/add-job.ts";
import { appendJournal } from "../../journal/append-journal.ts";
import { notifyLive } from "../../live/notify-live.ts";
import { failureRetries, type RetryItem } from "../../schema/own-health.ts";
import type { Actor } from "../people/create-user.ts";

/** Orders a retry of many things and rings for it. */
export async function insertFailureRetry(
  tx: Tx,
  retry: { id: string; filter: Record<string, unknown>; items: RetryItem[]; actor: Actor; now: EpochMs },
): Promise<void> {
  const { id, filter, items, actor, now } = retry;
  await tx.insert(failureRetries).values({
    id,
    filter,
    items,
    total: items.length,
    actorKind: actor.kind,
    askedBy: actor.name,
    askedAt: now,
    finishedAt: items.length === 0 ? now : null,
  });
  if (items.length > 0) await addJob(tx, "retry_failures", { retryId: id });
  await appendJournal(tx, {
    at: now,
    actorKind: actor.kind,
    actor: actor.name,
    verb: "failure.retried-many",
    subjectKind: "failure-retry",
    subjectId: id,
    details: { filter, items: items.length },
  });
}

export interface NextRetryItem {
  actor: Actor;
  /** Null: all is done, or it was stopped. */
  item: RetryItem | null;
}

/** Locks a retry and says what comes next. */
export async function lockFailureRetry(tx: Tx, id: string): Promise<NextRetryItem | null> {
  const [row] = await tx
    .select({
      actorKind: failureRetries.actorKind,
      askedBy: failureRetries.askedBy,
      finishedAt: failureRetries.finishedAt,
      item: sql<RetryItem | null>`${failureRetries.items} -> ${failureRetries.done}`,
    })
    .from(failureRetries)
    .where(eq(failureRetries.id, id))
    .for("update");
  if (row === undefined) return null;
  const actor = { kind: row.actorKind, name: row.askedBy };
  return { actor, item: row.finishedAt === null ? row.item : null };
}

/** One more is done; `wasRetried` false: it had ended meanwhile. The last one ends the retry. The caller holds its lock. */
export async function advanceFailureRetry(
  tx: Tx,
  id: string,
  step: { wasRetried: boolean; now: EpochMs },
): Promise<void> {
  const at = new Date(step.now).toISOString();
  await tx
    .update(failureRetries)
    .set({
      done: sql`${failureRetries.done} + 1`,
      retried: sql`${failureRetries.retried} + ${step.wasRetried ? 1 : 0}`,
      finishedAt: sql`case when ${failureRetries.done} + 1 >= ${failureRetries.total} then ${at}::timestamptz end`,
    })
    .where(eq(failureRetries.id, id));
  await notifyLive(tx, "failure", id);
}

/** Tries no more of it. False where it has ended. */
export async function stopFailureRetry(tx: Tx, stop: { id: string; actor: Actor; now: EpochMs }): Promise<boolean> {
  const { id, actor, now } = stop;
  const stopped = await tx
    .update(failureRetries)
    .set({ finishedAt: now, stoppedBy: actor.name })
    .where(and(eq(failureRetries.id, id), isNull(failureRetries.finishedAt)))
    .returning({ id: failureRetries.id });
  if (stopped.length === 0) return false;
  await appendJournal(tx, {
    at: now,
    actorKind: actor.kind,
    actor: actor.name,
    verb: "failure.retry-stopped",
    subjectKind: "failure-retry",
    subjectId: id,
  });
  await notifyLive(tx, "failure", id);
  return true;
}
