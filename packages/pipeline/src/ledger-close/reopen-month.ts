import type { EpochMs, Period } from "@signalbox/core";
import {
  appendJournal,
  askToReopen,
  type Database,
  findPeriod,
  notifyLive,
  reopenPeriod,
  type Tx,
} from "@signalbox/database";

export type ReopenOutcome = "asked" | "opened" | "not-closed" | "own-request";

/** Opens a closed month again by two people: the first asks, another opens it. Its files stay, and so do its documents; what
 *  is known anew is posted into it until it is closed again. */
export async function reopenMonth(
  deps: { db: Pick<Database, "transaction">; now(): EpochMs },
  given: { period: Period; by: string; reason: string },
): Promise<ReopenOutcome> {
  const { period, by, reason } = given;
  return deps.db.transaction(async (tx) => {
    const now = deps.now();
    const row = await findPeriod(tx, period);
    if (row === null || row.status !== "closed") return "not-closed";
    if (row.reopenAskedBy === by) return "own-request";
    if (row.reopenAskedBy === null) {
      if (!(await askToReopen(tx, period, { name: by, now, reason }))) return "own-request";
      await journal(tx, { period, by, reason, now, verb: "ledger-period.reopen-asked" });
      return "asked";
    }
    if (!(await reopenPeriod(tx, period, { name: by }))) return "own-request";
    await journal(tx, { period, by, reason, now, verb: "ledger-period.reopened" });
    return "opened";
  });
}

async function journal(
  tx: Tx,
  what: { period: Period; by: string; reason: string; now: EpochMs; verb: string },
): Promise<void> {
  await appendJournal(tx, {
    at: what.now,
    actorKind: "person",
    actor: what.by,
    verb: what.verb,
    subjectKind: "ledger-period",
    subjectId: what.period,
    details: { reason: what.reason },
  });
  await notifyLive(tx, "ledger", what.period);
}
