import { cellText, exportName, type LedgerColumn, type LedgerEntry, ledgerColumns } from "@signalbox/core";
import { type ZipPart, zipStream } from "./zip-stream.ts";

/** What stands on the second sheet: name and value, a number where it is one. */
export type ControlRow = [name: string, value: string | number | null];

/** Entries on one sheet, under its header. */
export const xlsxEntriesMax = 1_048_575;

/** A workbook with typed cells, frozen header and filter; the control block is its second sheet. Numbers are written as the
 *  exact decimals that they are, and text is never a formula. */
export function xlsxFile(
  entries: AsyncIterable<LedgerEntry[]>,
  control: readonly ControlRow[],
): AsyncGenerator<Buffer> {
  return zipStream([
    fixed("[Content_Types].xml", contentTypes),
    fixed("_rels/.rels", rootRelations),
    fixed("xl/workbook.xml", workbook),
    fixed("xl/_rels/workbook.xml.rels", workbookRelations),
    fixed("xl/styles.xml", styles),
    { name: "xl/worksheets/sheet1.xml", chunks: entrySheet(entries) },
    { name: "xl/worksheets/sheet2.xml", chunks: controlSheet(control) },
  ]);
}

function fixed(name: string, xml: string): ZipPart {
  return { name, chunks: [`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${xml}`] };
}

const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const packageNs = "http://schemas.openxmlformats.org/package/2006";
const part = "application/vnd.openxmlformats-officedocument.spreadsheetml";
const sheetNames = ["Ledger", "Control"];

const contentTypes = `<Types xmlns="${packageNs}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${part}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${part}.styles+xml"/>${sheetNames.map((_, i) => `<Override PartName="/xl/worksheets/sheet${i + 1}.xml" ContentType="${part}.worksheet+xml"/>`).join("")}</Types>`;
const rootRelations = `<Relationships xmlns="${packageNs}/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`;
const workbook = `<workbook xmlns="${main}" xmlns:r="${office}"><sheets>${sheetNames.map((name, i) => `<sheet name="${name}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`).join("")}</sheets></workbook>`;
const workbookRelations = `<Relationships xmlns="${packageNs}/relationships">${sheetNames.map((_, i) => `<Relationship Id="rId${i + 1}" Type="${office}/worksheet" Target="worksheets/sheet${i + 1}.xml"/>`).join("")}<Relationship Id="rId3" Type="${office}/styles" Target="styles.xml"/></Relationships>`;

// Cell formats by number: 0 plain, 1 header, 2 instant, 3 to 6 amounts with 0, 2, 3 and more decimals.
const header = 1;
const instantFormat = 2;
const amountFormats: Record<number, number> = { 0: 3, 2: 4, 3: 5 };
const styles = `<styleSheet xmlns="${main}"><numFmts count="4"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss.000"/><numFmt numFmtId="165" formatCode="#,##0"/><numFmt numFmtId="166" formatCode="#,##0.00"/><numFmt numFmtId="167" formatCode="#,##0.000"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="6"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>${[164, 165, 166, 167].map((id) => `<xf numFmtId="${id}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>`).join("")}</cellXfs></styleSheet>`;

const sheetOpen = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="${main}">`;
const frozen = `<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>`;

async function* entrySheet(entries: AsyncIterable<LedgerEntry[]>): AsyncGenerator<string> {
  yield `${sheetOpen}${frozen}<sheetData>${row(
    1,
    ledgerColumns.map((column) => textCell(exportName(column), header)),
  )}`;
  let count = 1;
  for await (const some of entries) {
    yield some
      .map((entry) =>
        row(
          ++count,
          ledgerColumns.map((column) => cellOf(column, entry)),
        ),
      )
      .join("");
  }
  yield `</sheetData><autoFilter ref="A1:${lastColumn}${count}"/></worksheet>`;
}

function* controlSheet(control: readonly ControlRow[]): Generator<string> {
  yield `${sheetOpen}<sheetData>`;
  for (const [i, [name, value]] of control.entries()) {
    const cell = typeof value === "number" ? numberCell(String(value)) : textCell(value ?? "");
    yield row(i + 1, [textCell(name, header), cell]);
  }
  yield "</sheetData></worksheet>";
}

const lastColumn = columnName(ledgerColumns.length);

function columnName(number: number): string {
  return number <= 26 ? letter(number) : letter(Math.floor((number - 1) / 26)) + letter(((number - 1) % 26) + 1);
}

function letter(number: number): string {
  return String.fromCharCode(64 + number);
}

function row(number: number, cells: readonly string[]): string {
  return `<row r="${number}">${cells.join("")}</row>`;
}

const numberColumns: ReadonlySet<LedgerColumn> = new Set<LedgerColumn>([
  "documentNo",
  "tier",
  "grossSeconds",
  "excludedSeconds",
  "overlapSeconds",
  "netSeconds",
  "weight",
  "weightedSeconds",
  "policyVersion",
]);

function cellOf(column: LedgerColumn, entry: LedgerEntry): string {
  const value = entry[column];
  if (value === null) return "<c/>";
  if (column === "startedAt" || column === "endedAt") return numberCell(serialDay(String(value)), instantFormat);
  if (column === "cost") return numberCell(String(value), amountFormat(String(value)));
  if (column === "ratePerMinute" || numberColumns.has(column)) return numberCell(String(value));
  if (typeof value === "boolean") return `<c t="b"><v>${value ? 1 : 0}</v></c>`;
  return textCell(cellText(value));
}

function amountFormat(amount: string): number {
  return amountFormats[amount.split(".")[1]?.length ?? 0] ?? 0;
}

const dayMs = 86_400_000n;
/** Days from the spreadsheet's beginning to 1970. */
const epochDay = 25_569n;

/** An instant as spreadsheets count: days, cut after the tenth decimal. */
function serialDay(iso: string): string {
  const scaled = (BigInt(Date.parse(iso)) * 10_000_000_000n) / dayMs + epochDay * 10_000_000_000n;
  const text = scaled.toString();
  return `${text.slice(0, -10)}.${text.slice(-10)}`;
}

function numberCell(text: string, format = 0): string {
  return `<c${format === 0 ? "" : ` s="${format}"`}><v>${text}</v></c>`;
}

function textCell(text: string, format = 0): string {
  if (text === "") return "<c/>";
  return `<c${format === 0 ? "" : ` s="${format}"`} t="inlineStr"><is><t xml:space="preserve">${escapeXml(text)}</t></is></c>`;
}

// XML has no place for most control characters; a spreadsheet reads _x0007_ as the seventh.
function escapeXml(text: string): string {
  return text
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, "_x005F_")
    .replace(/[&<>]/g, (c) => (c === "&" ? "&amp;" : c === "<" ? "&lt;" : "&gt;"))
    .replace(/[\p{Cc}\uFFFE\uFFFF]/gu, (c) =>
      c === "\t" || c === "\n" ? c : `_x${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}_`,
    );
}
