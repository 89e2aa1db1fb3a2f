import type { EpochMs } from "@signalbox/core";
import {
  addPerformJobs,
  cancelActions,
  cancelHeldActions,
  insertActions,
  insertObligations,
  saveJoinedIncidents,
  type Tx,
  updateObligations,
} from "@signalbox/database";
import type { BookResult } from "./obligation-book.ts";

/** Writes obligations and actions with their jobs. */
export async function writeBook(tx: Tx, book: BookResult, now: EpochMs): Promise<void> {
  // What ends frees its slot before the next one is opened in it.
  await updateObligations(tx, book.changedObligations, now);
  await insertObligations(tx, book.newObligations, now);
  await saveJoinedIncidents(tx, book.joined);
  const byReason = Map.groupBy(book.cancelled, ([, reason]) => reason);
  for (const [reason, rows] of byReason) {
    await cancelActions(
      tx,
      rows.map(([id]) => id),
      reason,
      now,
    );
  }
  await insertActions(tx, book.newActions, now);
  await cancelHeldActions(tx, book.ended, "no longer needed", now);
  await addPerformJobs(tx, book.jobs);
}
