import { type EpochMs, toIso } from "@signalbox/core";
import type { Tx } from "../../doors/transaction.ts";
import { sql } from "../../drizzle.ts";
import { appendJournal } from "../../journal/append-journal.ts";
import { notifyLive } from "../../live/notify-live.ts";

/** Settles the open failure of this kind and cause, if there is one. Returns its id, or null where none was open. */
export async function settleFailure(
  tx: Tx,
  settlement: { kind: string; cause: string; by: string; reason: string; now: EpochMs },
): Promise<string | null> {
  const at = toIso(settlement.now);
  const settled = await tx.execute<{ id: string }>(sql`
    update failures set status = 'settled', settled_at = ${at}, settled_by = ${settlement.by},
      settled_reason = ${settlement.reason}
    where kind = ${settlement.kind} and cause = ${settlement.cause} and status = 'open' returning id`);
  const id = settled.rows[0]?.id;
  if (id === undefined) return null;
  await appendJournal(tx, {
    at: settlement.now,
    actorKind: "system",
    actor: settlement.by,
    verb: "failure.settled",
    subjectKind: "failure",
    subjectId: id,
    details: { reason: settlement.reason },
  });
  await notifyLive(tx, "failure", id);
  return id;
}
