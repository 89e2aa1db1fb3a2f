import {
  differingColumns,
  exportName,
  type LedgerEntry,
  ledgerEntry,
  lineIdentity,
  type Period,
  segmentsOf,
} from "@signalbox/core";
import {
  findComponentKey,
  listHeldPostings,
  listIntervalsTouching,
  listPostedPeriods,
  listRowsOfSegments,
  listStoredSegmentIds,
  loadAdjustmentsOf,
  type Tx,
  unmappedComponent,
} from "@signalbox/database";
import { bareRow } from "../settle-ledger/bare-row.ts";
import { loadComponentSettings, loadSharedSettings } from "../settle-ledger/load-settings.ts";
import { printOptions } from "../settle-ledger/print-options.ts";
import type { Findings } from "./finding.ts";

/** Counts a component anew from what it rests on, and compares its lines and the documents that hold. The caller has it
 *  settled, and holds its lock. */
export async function verifyComponent(tx: Tx, componentId: number, findings: Findings): Promise<void> {
  const all = { from: 0, to: null };
  const shared = await loadSharedSettings(tx);
  const posted = await listPostedPeriods(tx);
  const stored = await listRowsOfSegments(tx, await listStoredSegmentIds(tx, componentId));
  const key = componentId === unmappedComponent ? null : await findComponentKey(tx, componentId);
  const now = Math.max(0, ...stored.filter(({ endedAt }) => endedAt === null).map(({ countedUntil }) => countedUntil));
  const settings = await loadComponentSettings(tx, componentId, all, { shared, now });
  const intervals = await listIntervalsTouching(tx, componentId, all, shared);
  const adjustments = await loadAdjustmentsOf(tx, componentId);
  const print = printOptions(shared.policies, null);
  const counted =
    componentId === unmappedComponent
      ? [...Map.groupBy(intervals, ({ incidentId }) => incidentId)].flatMap(([id, own]) =>
          segmentsOf({
            ...settings,
            intervals: own,
            adjustments: adjustments.filter(({ incidentId }) => incidentId === id),
          }),
        )
      : segmentsOf({ ...settings, intervals, adjustments });
  const today = counted.map((segment) => ledgerEntry(bareRow(segment, key), print));
  const held = await listHeldPostings(tx, { componentId, periods: [...posted.keys()], within: all });
  const isPosted = ({ period }: { period: Period }) => posted.has(period);
  compareLines(
    stored.map((row) => ({ name: `line s${row.id}`, entry: ledgerEntry(row, print) })),
    today.filter((entry) => !isPosted(entry)),
    { findings, unfounded: "line-unfounded", missing: "line-missing" },
  );
  compareLines(
    held.map(({ postedPeriod, documentNo, entry }) => ({ name: `document ${postedPeriod}/${documentNo}`, entry })),
    today.filter(isPosted),
    { findings, unfounded: "document-differs", missing: "document-differs" },
  );
}

function compareLines(
  stored: readonly { name: string; entry: LedgerEntry }[],
  today: readonly LedgerEntry[],
  told: {
    findings: Findings;
    unfounded: "line-unfounded" | "document-differs";
    missing: "line-missing" | "document-differs";
  },
): void {
  const left = Map.groupBy(today, lineIdentity);
  const unfounded = stored.filter(({ entry }) => left.get(lineIdentity(entry))?.pop() === undefined);
  const missing = [...left.values()].flat();
  for (const { name, entry } of unfounded) {
    const at = missing.findIndex((line) => line.incidentId === entry.incidentId && line.startedAt === entry.startedAt);
    const [instead] = at === -1 ? [] : missing.splice(at, 1);
    told.findings.add(told.unfounded, name, sayDifference(entry, instead));
  }
  for (const line of missing) told.findings.add(told.missing, line.incidentId, `nothing stands for ${sayLine(line)}`);
}

function sayDifference(entry: LedgerEntry, instead: LedgerEntry | undefined): string {
  if (instead === undefined) return `nothing that was told or decided stands behind ${sayLine(entry)}`;
  const columns = differingColumns(entry, instead);
  const words = columns.map((column) => `${exportName(column)} is ${entry[column]}, and comes to ${instead[column]}`);
  return `${entry.componentKey}, ${entry.incidentId} from ${entry.startedAt}: ${words.join("; ")}`;
}

function sayLine(line: LedgerEntry): string {
  return `${line.componentKey}, ${line.incidentId} from ${line.startedAt}: net ${line.netSeconds} s, ${line.currency ?? ""} ${line.cost ?? "no cost"}`;
}
