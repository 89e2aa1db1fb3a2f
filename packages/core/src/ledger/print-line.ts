import { exportName, type LedgerColumn, type LedgerEntry, ledgerColumns } from "./entry.ts";

/** Text that a person or a sender wrote; the other columns are numbers, times and closed words of ours. */
const freeColumns: ReadonlySet<LedgerColumn> = new Set<LedgerColumn>([
  "componentKey",
  "componentName",
  "team",
  "costCentre",
  "glAccount",
  "title",
  "source",
  "customers",
  "ticketRefs",
  "reason",
  "url",
]);

const columnNames = ledgerColumns.map(exportName);
const csvColumns = ledgerColumns.map((column) => ({ column, isFree: freeColumns.has(column) }));

// csv-stringify takes three times as long: it is asked for 38 million cells of a million entries.
/** The header of the CSV, with its line end. */
export const csvHeader = `${columnNames.join(",")}\r\n`;

/** An entry as a line of RFC 4180, with its line end. A cell that a spreadsheet would take for a formula is made text. */
export function csvLine(entry: LedgerEntry): string {
  for (const [i, { column, isFree }] of csvColumns.entries()) {
    const text = cellText(entry[column]);
    cells[i] = isFree ? freeCell(text) : text;
  }
  return `${cells.join(",")}\r\n`;
}

// Joined at once: a line that grows cell by cell is four times as much to throw away.
const cells: string[] = ledgerColumns.map(() => "");

/** An entry as one line of JSON by the names of the export, with its line end: decimals as text, so that none is rounded. */
export function jsonLine(entry: LedgerEntry): string {
  return `${JSON.stringify(Object.fromEntries(ledgerColumns.map((column, i) => [columnNames[i]!, entry[column]])))}\n`;
}

/** The other way round. */
export function parseJsonLine(line: string): LedgerEntry {
  const read = JSON.parse(line) as Record<string, unknown>;
  return Object.fromEntries(
    ledgerColumns.map((column, i) => [column, read[columnNames[i]!]]),
  ) as unknown as LedgerEntry;
}

/** A list as it stands in one cell. */
export function cellText(value: LedgerEntry[LedgerColumn]): string {
  if (typeof value === "string") return value;
  if (value === null) return "";
  return Array.isArray(value) ? value.join("; ") : String(value);
}

const looksLikeFormula = /^[=+\-@\t\r\n\0＝＋－＠]/;
// Read with another separator than the comma, what follows one begins a cell as well.
const formulaInside = /([;,"\t\r\n])(?=[=+\-@＝＋－＠])/g;

// Components, teams and customers come again and again.
const remembered = new Map<string, string>();
const rememberedMax = 10_000;

function freeCell(text: string): string {
  let cell = remembered.get(text);
  if (cell === undefined) {
    if (remembered.size >= rememberedMax) remembered.clear();
    cell = printCell(text);
    remembered.set(text, cell);
  }
  return cell;
}

function printCell(text: string): string {
  if (plain.test(text)) return text;
  const harmless = `${looksLikeFormula.test(text) ? "'" : ""}${text.replace(formulaInside, "$1'")}`;
  return `"${harmless.replaceAll('"', '""')}"`;
}

const plain = /^(?:[\p{L}\p{N}(][^=+\-@;,"'\t\r\n\0＝＋－＠]*)?$/u;
