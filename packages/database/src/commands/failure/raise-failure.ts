import { type EpochMs, type FailureKind, failureKinds, toIso } from "@signalbox/core";
import type { Tx } from "../../doors/transaction.ts";
import { sql } from "../../drizzle.ts";
import { addJob } from "../../jobs/add-job.ts";
import { appendJournal } from "../../journal/append-journal.ts";
import { notifyLive } from "../../live/notify-live.ts";

/** An open failure that nobody has taken pages again after so long. */
export const pageAgainAfterMs = 30 * 60_000;

export interface RaisedFailure {
  failureId: string;
  /** False where an open failure of the same kind and cause counted up instead. */
  isNew: boolean;
}

/** Records that something needs a person and starts paging in the same transaction, unless its kind is only listed. An open
 *  failure is unique by (kind, cause): more of the same count up on it, and page again 30 minutes after the last page. */
export async function raiseFailure(
  tx: Tx,
  failure: {
    kind: FailureKind;
    cause: string;
    subjectKind: string;
    subjectId: string;
    reason: string;
    advice: string;
    details?: Record<string, unknown>;
    now: EpochMs;
    newId: () => string;
    /** How many of them there were; one where nothing is said. */
    occurrences?: number;
  },
): Promise<RaisedFailure> {
  const at = toIso(failure.now);
  const details = JSON.stringify(failure.details ?? {});
  const raised = await tx.execute<{ id: string; is_new: boolean; pages_again: boolean }>(sql`
    insert into failures as f (id, kind, cause, subject_kind, subject_id, reason, advice, details, first_at, last_at, occurrences)
    values (${failure.newId()}, ${failure.kind}, ${failure.cause}, ${failure.subjectKind}, ${failure.subjectId},
            ${failure.reason}, ${failure.advice}, ${details}::jsonb, ${at}, ${at}, ${failure.occurrences ?? 1})
    on conflict (kind, cause) where status = 'open' do update set
      occurrences = f.occurrences + excluded.occurrences, first_at = least(f.first_at, excluded.first_at),
      last_at = greatest(f.last_at, excluded.last_at),
      reason = excluded.reason, advice = excluded.advice, details = f.details || excluded.details
    returning f.id, f.xmax = 0 as is_new,
      f.acknowledged_at is null and coalesce(f.paged_at, f.first_at) <= ${toIso(failure.now - pageAgainAfterMs)}::timestamptz
        as pages_again`);
  const row = raised.rows[0]!;
  if (row.is_new) {
    await appendJournal(tx, {
      at: failure.now,
      actorKind: "system",
      actor: "worker",
      verb: "failure.raised",
      subjectKind: "failure",
      subjectId: row.id,
      details: { kind: failure.kind, cause: failure.cause },
    });
  }
  const { pages } = failureKinds[failure.kind];
  if (pages !== "never" && (row.is_new || (row.pages_again && pages === "repeated")))
    await addJob(tx, "escalate", { failureId: row.id });
  await notifyLive(tx, "failure", row.id);
  return { failureId: row.id, isNew: row.is_new };
}
