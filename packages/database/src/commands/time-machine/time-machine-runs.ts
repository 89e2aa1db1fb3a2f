import type { EpochMs } from "@signalbox/core";
import type { Tx } from "../../doors/transaction.ts";
import { and, desc, eq, notInArray } from "../../drizzle.ts";
import { addJob } from "../../jobs/add-job.ts";
import { timeMachineRows, timeMachineRuns } from "../../schema/time-machine.ts";

export type TimeMachineRunRow = typeof timeMachineRuns.$inferSelect;
export type TimeMachineRow = typeof timeMachineRows.$inferSelect;
export type NewTimeMachineRun = Pick<
  TimeMachineRunRow,
  | "id"
  | "draftId"
  | "draftRevision"
  | "draftBody"
  | "liveId"
  | "fromAt"
  | "toAt"
  | "timeZone"
  | "night"
  | "askedBy"
  | "askedAt"
>;

const runsKept = 20;

/** Orders a run, which a worker carries out. Null where another one is under way. Of earlier runs the newest are kept. */
export async function beginTimeMachineRun(tx: Tx, run: NewTimeMachineRun): Promise<TimeMachineRunRow | null> {
  const [row] = await tx.insert(timeMachineRuns).values(run).onConflictDoNothing().returning();
  if (row === undefined) return null;
  const { id, askedAt } = timeMachineRuns;
  const kept = tx.select({ id }).from(timeMachineRuns).orderBy(desc(askedAt), desc(id)).limit(runsKept);
  await tx.delete(timeMachineRuns).where(notInArray(id, kept));
  await addJob(tx, "time_machine", { runId: row.id });
  return row;
}

/** Forgets what was found: a run that is begun again begins at its beginning. */
export async function restartTimeMachineRun(tx: Tx, id: string): Promise<void> {
  await tx.delete(timeMachineRows).where(eq(timeMachineRows.runId, id));
}

/** Notes how far a run is, and what it has found; false where somebody has ended it. */
export async function noteTimeMachineRun(
  tx: Tx,
  id: string,
  progress: { reachedAt: EpochMs; events: number; rows: readonly Omit<TimeMachineRow, "runId">[] },
): Promise<boolean> {
  const { reachedAt, events, rows } = progress;
  const running = and(eq(timeMachineRuns.id, id), eq(timeMachineRuns.state, "running"));
  const noted = await tx
    .update(timeMachineRuns)
    .set({ reachedAt, events })
    .where(running)
    .returning({ id: timeMachineRuns.id });
  if (noted.length === 0) return false;
  for (let at = 0; at < rows.length; at += 1_000) {
    await tx.insert(timeMachineRows).values(rows.slice(at, at + 1_000).map((row) => ({ ...row, runId: id })));
  }
  return true;
}

export type TimeMachineEnd = Pick<TimeMachineRunRow, "finishedAt"> &
  (
    | { state: "done"; result: object; events: number }
    | { state: "cancelled"; endedBy: string }
    | { state: "failed"; reason: string }
  );

/** False where it has ended before. What was found is kept of one that came to its end alone. */
export async function endTimeMachineRun(tx: Tx, id: string, end: TimeMachineEnd): Promise<boolean> {
  const ended = await tx
    .update(timeMachineRuns)
    .set(end)
    .where(and(eq(timeMachineRuns.id, id), eq(timeMachineRuns.state, "running")))
    .returning({ id: timeMachineRuns.id });
  if (ended.length > 0 && end.state !== "done") await restartTimeMachineRun(tx, id);
  return ended.length > 0;
}
