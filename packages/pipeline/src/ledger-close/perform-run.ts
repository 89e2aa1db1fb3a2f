import {
  appendJournal,
  beginLedgerRun,
  type Database,
  endLedgerRun,
  findLedgerRun,
  type LedgerRunRow,
  noteLedgerRun,
  notifyLive,
} from "@signalbox/database";
import { verifyLedger } from "../ledger-verify/verify-ledger.ts";
import type { LedgerDeps } from "../settle-ledger/ledger-deps.ts";
import { closeMonth } from "./close-month.ts";

export interface RunDeps extends LedgerDeps {
  db: Pick<Database, "transaction" | "read">;
}

/** Orders a verification, or the closing of a month, which a worker carries out. Null where the same is under way. */
export async function orderLedgerRun(
  deps: RunDeps & { newId(): string },
  order: { kind: LedgerRunRow["kind"]; period: string | null; by: string; explanations?: Record<string, string> },
): Promise<LedgerRunRow | null> {
  const { kind, period, by, explanations = {} } = order;
  return deps.db.transaction((tx) =>
    beginLedgerRun(tx, { id: deps.newId(), kind, period, askedBy: by, askedAt: deps.now(), explanations }),
  );
}

/** Carries it out, telling how far it is. Safe to run twice: what has ended is left alone, and both begin anew. */
export async function performLedgerRun(deps: RunDeps, runId: string): Promise<void> {
  const run = await findLedgerRun(deps.db.read, runId);
  if (run === null || run.state !== "running") return;
  try {
    const end = await carryOut(deps, run);
    await deps.db.transaction(async (tx) => {
      await endLedgerRun(tx, runId, { ...end, now: deps.now() });
      await notifyLive(tx, "ledger", runId);
    });
  } catch (error) {
    const reason = "It stopped with an error of our own; the log tells more. Order it again.";
    await deps.db.transaction((tx) =>
      endLedgerRun(tx, runId, { state: "failed", result: { reason }, now: deps.now() }),
    );
    throw error;
  }
}

type End = { state: "done" | "refused"; result: Record<string, unknown> };

async function carryOut(deps: RunDeps, run: LedgerRunRow): Promise<End> {
  let toldAt = 0;
  const report = await verifyLedger(deps, async ({ phase, done, total }) => {
    if (Date.now() - toldAt < 500 && done < total) return;
    toldAt = Date.now();
    await deps.db.transaction((tx) => noteLedgerRun(tx, run.id, { phase, done, total }));
  });
  if (run.kind === "verify") {
    await deps.db.transaction((tx) =>
      appendJournal(tx, {
        at: deps.now(),
        actorKind: "system",
        actor: run.askedBy,
        verb: "ledger.verified",
        subjectKind: "ledger",
        subjectId: run.id,
        details: { findings: report.findingCount, checked: report.checked },
      }),
    );
    return { state: "done", result: { ...report } };
  }
  if (report.findingCount > 0) {
    const reason = `The ledger does not agree with what it rests on in ${report.findingCount} places: look at them first.`;
    return { state: "refused", result: { reason, ...report } };
  }
  const closed = await closeMonth(deps, { period: run.period!, by: run.askedBy, explanations: run.explanations });
  const { outcome, ...result } = closed;
  return { state: outcome === "closed" ? "done" : "refused", result };
}
