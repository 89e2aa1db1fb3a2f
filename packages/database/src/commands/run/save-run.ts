import { type EpochMs, toIso } from "@signalbox/core";
import { type Reader, selectRows } from "../../doors/select-rows.ts";
import type { Tx } from "../../doors/transaction.ts";
import { and, eq, isNull, sql } from "../../drizzle.ts";
import { runOutput, runs } from "../../schema/runs.ts";

export type RunRow = typeof runs.$inferSelect;
export type NewRun = Pick<
  RunRow,
  "id" | "actionId" | "connectionId" | "runbook" | "componentId" | "incidentId" | "startedAt" | "approvalId"
>;

/** A remediation starts: committed before anything is sent. The caller holds its action's lock. */
export async function insertRun(tx: Tx, run: NewRun): Promise<void> {
  const before = tx
    .select({ n: sql<number>`coalesce(max(${runs.number}), 0) + 1` })
    .from(runs)
    .where(eq(runs.actionId, run.actionId));
  await tx.insert(runs).values({ ...run, number: sql`(${before})` });
}

/** The run of an action that has not ended; null where there is none. */
export async function findRunUnderWay(reader: Reader, actionId: string): Promise<RunRow | null> {
  const [row] = await reader
    .select()
    .from(runs)
    .where(and(eq(runs.actionId, actionId), isNull(runs.endedAt)));
  return row ?? null;
}

/** Where it runs is known now. */
export async function keepRunPlace(
  tx: Tx,
  runId: string,
  place: { externalId: string; externalUrl: string | null },
): Promise<void> {
  await tx.update(runs).set(place).where(eq(runs.id, runId));
}

/** Takes back a run that did not start; a yes that it used is free again. Returns its runbook; null: it had ended, or is not there. */
export async function forgetRun(tx: Tx, runId: string): Promise<string | null> {
  const [gone] = await tx
    .delete(runs)
    .where(and(eq(runs.id, runId), isNull(runs.endedAt)))
    .returning({ runbook: runs.runbook });
  return gone?.runbook ?? null;
}

/** Ends a run, once: an end that stands already stays. */
export async function endRun(
  tx: Tx,
  runId: string,
  end: { result: "succeeded" | "failed" | "unknown"; reason: string; now: EpochMs },
): Promise<void> {
  await tx
    .update(runs)
    .set({
      result: end.result,
      reason: end.reason.slice(0, 1_000),
      endedAt: sql`greatest(${runs.startedAt}, ${toIso(end.now)}::timestamptz)`,
    })
    .where(and(eq(runs.id, runId), isNull(runs.endedAt)));
}

/** Adds to what a run has printed. One at a time: only its holder writes. */
export async function appendRunOutput(
  tx: Tx,
  runId: string,
  pieces: readonly { stream: "out" | "err" | "note"; text: string }[],
  now: EpochMs,
): Promise<void> {
  if (pieces.length === 0) return;
  const [last] = await selectRows<{ n: number }>(
    tx,
    sql`select coalesce(max(number), 0)::int as n from run_output where run_id = ${runId}`,
  );
  const from = (last?.n ?? 0) + 1;
  await tx
    .insert(runOutput)
    .values(pieces.map(({ stream, text }, index) => ({ runId, number: from + index, at: now, stream, text })));
  const bytes = pieces.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  await tx
    .update(runs)
    .set({ outputBytes: sql`${runs.outputBytes} + ${bytes}` })
    .where(eq(runs.id, runId));
}
