import { type EpochMs, ledgerEntry, type Period, periodSpan, policyInForce } from "@signalbox/core";
import {
  appendJournal,
  type ClosingCheck,
  type ClosingKind,
  componentsToSettle,
  deletePeriodSegments,
  findEarlierOpenPeriod,
  findLastDocumentNo,
  findLastSnapshot,
  holdLedger,
  insertPostings,
  insertSnapshot,
  type LedgerLine,
  loadClosingChecks,
  loadPolicies,
  lockPeriod,
  type NewPosting,
  notifyLive,
  type SnapshotFormat,
  setPeriodClosed,
  type Tx,
  visitLines,
} from "@signalbox/database";
import type { LedgerDeps } from "../settle-ledger/ledger-deps.ts";
import { printOptions } from "../settle-ledger/print-options.ts";
import { settleComponent } from "../settle-ledger/settle-ledger.ts";
import { keepSlaReports } from "../sla/sla-reports.ts";
import { chainHash, SnapshotFile } from "./snapshot-file.ts";

export interface Closing {
  period: Period;
  by: string;
  /** Why it may be closed although something is open, by what that is. */
  explanations: Readonly<Record<string, string>>;
}

export type CloseOutcome =
  | { outcome: "closed"; rows: number; sha256: string }
  | { outcome: "refused"; reason: string; checks?: Record<ClosingKind, ClosingCheck> };

/** What a person can explain. Approvals that wait must be decided. */
export const explainable: readonly ClosingKind[] = ["openIncidents", "orphans", "unmapped", "missingRates", "unread"];

/** Makes the lines of a month documents, numbers them, and stores its files with their hashes and what customers are told of
 *  it; from then on it is served from there. All in one transaction, in which nothing else is settled. */
export async function closeMonth(deps: LedgerDeps, closing: Closing): Promise<CloseOutcome> {
  return deps.db.transaction(async (tx) => {
    await holdLedger(tx);
    const now = deps.now();
    const policies = await loadPolicies(tx);
    const { timeZone } = policyInForce(policies, now);
    const { to: endsAt } = periodSpan(closing.period, timeZone);
    if (endsAt > now) return refuse(`${closing.period} is not over: it ends at ${new Date(endsAt).toISOString()}.`);
    const row = await lockPeriod(tx, closing.period, timeZone);
    if (row.status === "closed") return refuse(`${closing.period} is closed already.`);
    for (const componentId of await componentsToSettle(tx)) await settleComponent(tx, deps, componentId);
    const earlier = await findEarlierOpenPeriod(tx, closing.period);
    if (earlier !== null) return refuse(`${earlier} is open: close it first, months are closed in their order.`);
    const checks = await loadClosingChecks(tx, { period: closing.period, endsAt });
    const open = (Object.keys(checks) as ClosingKind[]).filter((kind) => {
      const isExplained = explainable.includes(kind) && (closing.explanations[kind] ?? "").trim() !== "";
      return checks[kind].count > 0 && !isExplained;
    });
    if (open.length > 0) return { ...refuse(sayOpen(open, checks)), checks };
    await postLines(tx, deps, closing, now);
    const made = await makeSnapshots(tx, closing.period, row.timesClosed + 1, now);
    await keepSlaReports(tx, { period: closing.period, timesClosed: row.timesClosed + 1, madeAt: now });
    await setPeriodClosed(tx, closing.period, { name: closing.by, now, explanations: { ...closing.explanations } });
    await appendJournal(tx, {
      at: now,
      actorKind: "person",
      actor: closing.by,
      verb: "ledger-period.closed",
      subjectKind: "ledger-period",
      subjectId: closing.period,
      details: { ...made, explanations: closing.explanations },
    });
    await notifyLive(tx, "ledger", closing.period);
    return { outcome: "closed", ...made };
  });
}

function refuse(reason: string): { outcome: "refused"; reason: string } {
  return { outcome: "refused", reason };
}

const words: Record<ClosingKind, string> = {
  openIncidents: "incidents that began before its end are not resolved: resolve them, or explain them",
  orphans: "resolves without an outage wait for a decision: apply or skip them, or explain them",
  unmapped: "incidents belong to no component, and cost nothing: map them, or explain them",
  missingRates: "incidents have time without a rate per minute: set the component's cost from then on, or explain them",
  unread: "deliveries are not processed: retry or settle them, or explain them",
  waiting: "adjustments or exclusions wait for a second person: approve or withdraw them",
};

function sayOpen(open: readonly ClosingKind[], checks: Record<ClosingKind, ClosingCheck>): string {
  return open.map((kind) => `${checks[kind].count} ${words[kind]}.`).join(" ");
}

async function postLines(tx: Tx, deps: LedgerDeps, { period, by }: Closing, now: EpochMs): Promise<void> {
  const print = printOptions(await loadPolicies(tx), deps.publicUrl);
  let documentNo = await findLastDocumentNo(tx, period);
  await visitLines(tx, { period }, async (lines) => {
    const postings = lines.flatMap((line: LedgerLine): NewPosting[] => {
      if (line.kind === "posting") return [];
      documentNo++;
      const entry = {
        ...ledgerEntry(line.segment, print),
        documentNo,
        postedPeriod: period,
        entryType: "original" as const,
      };
      const { incidentId, componentId } = line.segment;
      return [{ entry, incidentId, componentId, reverses: null }];
    });
    await insertPostings(tx, postings, { name: by, now });
  });
  await deletePeriodSegments(tx, period);
}

async function makeSnapshots(
  tx: Tx,
  period: Period,
  timesClosed: number,
  madeAt: EpochMs,
): Promise<{ rows: number; sha256: string }> {
  const files: Record<SnapshotFormat, SnapshotFile> = {
    csv: new SnapshotFile("csv"),
    jsonl: new SnapshotFile("jsonl"),
  };
  await visitLines(tx, { period }, async (lines) => {
    const entries = lines.flatMap((line) => (line.kind === "posting" ? [line.posting.entry] : []));
    for (const file of Object.values(files)) file.add(entries);
  });
  let csvHash = "";
  for (const [format, file] of Object.entries(files) as [SnapshotFormat, SnapshotFile][]) {
    const sha256 = file.end();
    const previous = await findLastSnapshot(tx, format);
    const previousSha256 = previous?.chainSha256 ?? null;
    const { rows, sizeBytes } = file;
    await insertSnapshot(
      tx,
      {
        period,
        format,
        sha256,
        previousSha256,
        chainSha256: chainHash(previousSha256, sha256),
        timesClosed,
        rows,
        sizeBytes,
        madeAt,
      },
      file.parts,
    );
    if (format === "csv") csvHash = sha256.toString("hex");
  }
  return { rows: files.csv.rows, sha256: csvHash };
}
