import type { EpochMs } from "@signalbox/core";
import type { Reader } from "../../doors/select-rows.ts";
import type { Tx } from "../../doors/transaction.ts";
import { and, desc, eq } from "../../drizzle.ts";
import { addJob } from "../../jobs/add-job.ts";
import { ledgerRuns } from "../../schema/ledger.ts";

export type LedgerRunRow = typeof ledgerRuns.$inferSelect;

/** Orders work on the whole ledger. Null where the same is under way. */
export async function beginLedgerRun(
  tx: Tx,
  run: Pick<LedgerRunRow, "id" | "kind" | "period" | "askedBy" | "askedAt"> & { explanations?: Record<string, string> },
): Promise<LedgerRunRow | null> {
  const [row] = await tx.insert(ledgerRuns).values(run).onConflictDoNothing().returning();
  if (row === undefined) return null;
  await addJob(tx, "ledger_run", { runId: row.id });
  return row;
}

export async function noteLedgerRun(
  tx: Tx,
  id: string,
  progress: { phase: string; done: number; total: number },
): Promise<void> {
  await tx.update(ledgerRuns).set(progress).where(eq(ledgerRuns.id, id));
}

export async function endLedgerRun(
  tx: Tx,
  id: string,
  end: { state: "done" | "refused" | "failed"; result: Record<string, unknown>; now: EpochMs },
): Promise<void> {
  await tx
    .update(ledgerRuns)
    .set({ state: end.state, result: end.result, finishedAt: end.now })
    .where(and(eq(ledgerRuns.id, id), eq(ledgerRuns.state, "running")));
}

export async function findLedgerRun(reader: Reader, id: string): Promise<LedgerRunRow | null> {
  const [row] = await reader.select().from(ledgerRuns).where(eq(ledgerRuns.id, id));
  return row ?? null;
}

/** Newest first. */
export async function listLedgerRuns(
  reader: Reader,
  kind: LedgerRunRow["kind"],
  limit: number,
): Promise<LedgerRunRow[]> {
  return reader
    .select()
    .from(ledgerRuns)
    .where(eq(ledgerRuns.kind, kind))
    .orderBy(desc(ledgerRuns.askedAt), desc(ledgerRuns.id))
    .limit(limit);
}
