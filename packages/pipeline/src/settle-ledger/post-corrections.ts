import {
  correctionOf,
  differingColumns,
  type EpochMs,
  exportName,
  type LedgerEntry,
  type LedgerRow,
  ledgerEntry,
  type Period,
  type PostedLine,
  parseId,
  periodOf,
  policyInForce,
  printDocument,
  reversalOf,
  type Segment,
  shiftPeriod,
} from "@signalbox/core";
import {
  appendJournal,
  deleteSegments,
  findComponentKey,
  findLastDocumentNo,
  insertPostings,
  insertSegments,
  type LedgerMark,
  listHeldPostings,
  listOpenReversals,
  listRowsOfSegments,
  lockPeriod,
  type NewPosting,
  type PeriodRow,
  type Tx,
  unmappedComponent,
} from "@signalbox/database";
import { bareRow } from "./bare-row.ts";
import type { LedgerDeps } from "./ledger-deps.ts";
import type { SharedSettings } from "./load-settings.ts";
import { printOptions } from "./print-options.ts";

export interface ClosedMonths {
  deps: LedgerDeps;
  shared: SharedSettings;
  posted: ReadonlyMap<Period, PeriodRow>;
  now: EpochMs;
  componentId: number;
  /** What is posted of the component within it is compared … */
  within: LedgerMark;
  /** … with the lines of today that lie in closed months … */
  segments: readonly Segment[];
  /** … but for lines of segments that reach beyond. */
  isOthers(line: { incidentId: string; startedAt: EpochMs }): boolean;
}

/** Posts what makes the documents of closed months say what is true today: into the month itself where it is open again,
 *  else into that of now. */
export async function postCorrections(tx: Tx, given: ClosedMonths): Promise<void> {
  if (given.posted.size === 0) return;
  const { componentId, within, posted } = given;
  const held = await listHeldPostings(tx, { componentId, periods: [...posted.keys()], within });
  const compared = held.filter(({ entry }) => !given.isOthers(placeOf(entry)));
  if (compared.length === 0 && given.segments.length === 0) return;
  const print = printOptions(given.shared.policies, given.deps.publicUrl);
  const componentKey = componentId === unmappedComponent ? null : await findComponentKey(tx, componentId);
  const bare = given.segments.map((segment) => ledgerEntry(bareRow(segment, componentKey), print));
  const { reverse, add } = correctionOf(compared, bare);
  if (reverse.length === 0 && add.length === 0) return;
  const decorated = await decorate(
    tx,
    given,
    add.map(({ entry }) => given.segments[bare.indexOf(entry)]!),
  );
  const additions = add.map(({ of }, i) => ({ of, entry: ledgerEntry(decorated[i]!, print) }));
  const taken = await listOpenReversals(tx, {
    incidentIds: additions.filter(({ of }) => of === null).map(({ entry }) => parseId("inc", entry.incidentId)!),
    periods: [...posted.keys()],
  });
  const postings = [
    ...reverse.map((line) => ({
      period: line.entry.period,
      of: line,
      entry: null,
      instead: replacementOf(line, additions),
    })),
    ...additions.map(({ of, entry }) => ({
      period: entry.period,
      of: of ?? takenBack(taken, entry),
      entry,
      instead: null,
    })),
  ];
  const byTarget = Map.groupBy(postings.toSorted(byDocument), ({ period }) => targetOf(given, period));
  for (const [target, lines] of [...byTarget].sort(([a], [b]) => (a < b ? -1 : 1))) {
    await postInto(tx, given, target, lines);
  }
}

interface Line {
  of: PostedLine | null;
  /** Null: the line that takes `of` back. */
  entry: LedgerEntry | null;
  /** What stands in place of a line that is taken back. */
  instead: LedgerEntry | null;
}

// What takes a document back stands before what replaces it; what had none comes last.
function byDocument(a: Line, b: Line): number {
  if (a.of === null || b.of === null) return Number(a.of === null) - Number(b.of === null);
  return (
    a.of.postedPeriod.localeCompare(b.of.postedPeriod) ||
    a.of.documentNo - b.of.documentNo ||
    Number(a.entry !== null) - Number(b.entry !== null)
  );
}

async function postInto(tx: Tx, given: ClosedMonths, target: Period, lines: readonly Line[]): Promise<void> {
  const { shared, now, componentId } = given;
  await lockPeriod(tx, target, policyInForce(shared.policies, now).timeZone);
  let documentNo = await findLastDocumentNo(tx, target);
  const postings = lines.map(({ of, entry, instead }): NewPosting => {
    documentNo++;
    const as = { documentNo, postedPeriod: target };
    const line = entry === null ? reversalOf(of!, { ...as, reason: sayWhy(of!, instead) }) : additionOf(entry, of, as);
    return {
      entry: { ...line, ...as },
      incidentId: parseId("inc", line.incidentId)!,
      componentId: componentId === unmappedComponent ? null : componentId,
      reverses: of === null ? null : { postedPeriod: of.postedPeriod, documentNo: of.documentNo },
    };
  });
  await insertPostings(tx, postings, { name: "signalbox", now });
  await appendJournal(tx, {
    at: now,
    actorKind: "system",
    actor: "signalbox",
    verb: "ledger.corrected",
    subjectKind: "ledger-period",
    subjectId: target,
    details: { documents: postings.map(({ entry }) => entry.documentNo) },
  });
}

function additionOf(
  entry: LedgerEntry,
  of: PostedLine | null,
  as: { documentNo: number; postedPeriod: Period },
): LedgerEntry {
  return {
    ...entry,
    ...as,
    entryType: of === null ? "original" : "replacement",
    reverses: of === null ? null : printDocument(of),
  };
}

function sayWhy(of: PostedLine, instead: LedgerEntry | null): string {
  if (instead === null) return `${printDocument(of)} is not true any more: there was no such downtime`;
  const columns = differingColumns(of.entry, instead).map(exportName);
  return `${printDocument(of)} is not true any more: ${columns.join(", ")}`;
}

function replacementOf(line: PostedLine, additions: readonly { of: PostedLine | null; entry: LedgerEntry }[]) {
  return additions.find(({ of }) => of === line)?.entry ?? null;
}

/** The document of the same incident and month that was taken back when the incident got another component. */
function takenBack(taken: readonly PostedLine[], { incidentId, period }: LedgerEntry): PostedLine | null {
  return taken.find(({ entry }) => entry.incidentId === incidentId && entry.period === period) ?? null;
}

function targetOf({ posted, shared, now }: ClosedMonths, period: Period): Period {
  if (posted.get(period)?.status === "open") return period;
  let target = periodOf(now, policyInForce(shared.policies, now).timeZone);
  while (posted.get(target)?.status === "closed") target = shiftPeriod(target, 1);
  return target;
}

// What stands beside a line is read where it is read for every other: from a stored one, which then is taken away again.
async function decorate(tx: Tx, given: ClosedMonths, segments: readonly Segment[]): Promise<LedgerRow[]> {
  if (segments.length === 0) return [];
  const componentId = given.componentId === unmappedComponent ? null : given.componentId;
  const ids = await insertSegments(tx, componentId, segments, given.now);
  const rows = await listRowsOfSegments(tx, ids);
  await deleteSegments(tx, ids);
  return segments.map((segment) => rows.find((row) => isSame(row, segment))!);
}

function isSame(row: LedgerRow, segment: Segment): boolean {
  return (
    row.incidentId === segment.incidentId &&
    row.startedAt === segment.startedAt &&
    row.period === segment.period &&
    row.impact === segment.impact &&
    row.isVoid === segment.isVoid
  );
}

function placeOf(entry: LedgerEntry): { incidentId: string; startedAt: EpochMs } {
  return { incidentId: parseId("inc", entry.incidentId)!, startedAt: Date.parse(entry.startedAt) };
}
