import { figureColumns, type LedgerColumn, type LedgerEntry } from "./entry.ts";

/** A document of the ledger: the period in which it was posted, and its number there. */
export interface DocumentName {
  postedPeriod: string;
  documentNo: number;
}

/** `2026-11/17` */
export function printDocument({ postedPeriod, documentNo }: DocumentName): string {
  return `${postedPeriod}/${documentNo}`;
}

export interface PostedLine extends DocumentName {
  entry: LedgerEntry;
}

/** What must be equal for a posted line to be true still. What it is called, whom it belongs to and its tickets were frozen. */
const judgedColumns = [
  "componentKey",
  "incidentId",
  "period",
  "severity",
  "impact",
  "startedAt",
  "endedAt",
  "grossSeconds",
  "excludedSeconds",
  "overlapSeconds",
  "netSeconds",
  "weight",
  "weightedSeconds",
  "ratePerMinute",
  "currency",
  "cost",
  "status",
] as const satisfies readonly LedgerColumn[];

/** Equal for lines that say the same. */
export function lineIdentity(entry: LedgerEntry): string {
  return judgedColumns.map((column) => String(entry[column])).join("\n");
}

/** Columns in which a line of today differs from the posted one. */
export function differingColumns(posted: LedgerEntry, today: LedgerEntry): LedgerColumn[] {
  return judgedColumns.filter((column) => posted[column] !== today[column]);
}

/** What must be posted so that the posted lines of a closed month say what is true today. */
export interface Correction {
  /** Documents that are not true any more. */
  reverse: PostedLine[];
  /** Lines of today that no document stands for; `of` names the one that it replaces, null where there was none. */
  add: { entry: LedgerEntry; of: PostedLine | null }[];
}

/** Compares what stands posted for one component and month with the lines of today; equal ones are left alone. */
export function correctionOf(posted: readonly PostedLine[], today: readonly LedgerEntry[]): Correction {
  const left = Map.groupBy(today, lineIdentity);
  const reverse = posted.filter(({ entry }) => left.get(lineIdentity(entry))?.pop() === undefined);
  const ofIncident = Map.groupBy(reverse, ({ entry }) => entry.incidentId);
  const added = new Set([...left.values()].flat());
  const add = today
    .filter((entry) => added.has(entry))
    .map((entry) => {
      const candidates = ofIncident.get(entry.incidentId) ?? [];
      return { entry, of: candidates.length > 1 ? candidates.shift()! : (candidates[0] ?? null) };
    });
  return { reverse, add };
}

/** The line that takes back a posted one: the same with the opposite sign. */
export function reversalOf(posted: PostedLine, as: DocumentName & { reason: string }): LedgerEntry {
  const negated = Object.fromEntries(figureColumns.map((column) => [column, negate(posted.entry[column])]));
  return {
    ...posted.entry,
    ...negated,
    documentNo: as.documentNo,
    postedPeriod: as.postedPeriod,
    entryType: "reversal",
    reverses: printDocument(posted),
    reason: as.reason,
  };
}

function negate(figure: string | null): string | null {
  if (figure === null || /^0(\.0+)?$/.test(figure)) return figure;
  return figure.startsWith("-") ? figure.slice(1) : `-${figure}`;
}
