import type { EpochMs } from "@signalbox/core";
import {
  addPerformJobs,
  cancelActions,
  cancelHeldActions,
  insertActions,
  insertObligations,
  saveJoinedIncidents,
  type Tx,
  together,
  updateObligations,
} from "@signalbox/database";
import type { BookResult } from "./obligation-book.ts";

/** Writes obligations and actions with their jobs. */
export async function writeBook(tx: Tx, book: BookResult, now: EpochMs): Promise<void> {
  const byReason = Map.groupBy(book.cancelled, ([, reason]) => reason);
  const cancellations = [...byReason].map(([reason, rows]) => () => {
    const ids = rows.map(([id]) => id);
    return cancelActions(tx, ids, reason, now);
  });
  await together(
    // What ends frees its slot before the next one is opened in it.
    () => updateObligations(tx, book.changedObligations, now),
    () => insertObligations(tx, book.newObligations, now),
    () => saveJoinedIncidents(tx, book.joined),
    ...cancellations,
    () => insertActions(tx, book.newActions, now),
    () => cancelHeldActions(tx, book.ended, "no longer needed", now),
    () => addPerformJobs(tx, book.jobs),
  );
}
