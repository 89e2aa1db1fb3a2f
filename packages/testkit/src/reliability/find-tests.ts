import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";

export interface TestOfCase {
  id: string;
  /** From the root, with forward slashes. */
  file: string;
}

// This folder's own test is about titles.
const skipped = new Set(["node_modules", "dist", ".git", ".data", "reliability"]);
// A title that begins with its ids ("D10 a worker …"), or a row of a table of tests whose first cell is one.
const atBegin =
  /(?:\b(?:it|describe)(?:\.\w+(?:<[^(]*>)?(?:\([^)]*\))?)*\(\s*|^\s*\[)["'`]((?:[A-Q]\d{1,2}(?:, | and )?)+)(?:[\s:]|["'`], \[)/gm;
// A title that ends with them in brackets: "… (D7, G10)".
const atEnd = /\(["'`][^\n]*\(((?:[A-Q]\d{1,2})(?:, [^()]*)?)\)["'`],/gm;
const id = /\b[A-Q]\d{1,2}\b/g;

/** Which test files name which cases in their titles, sorted by id and file. */
export function findTestsOfCases(root: string): TestOfCase[] {
  const found = new Map<string, TestOfCase>();
  for (const file of testFiles(root)) {
    const text = readFileSync(file, "utf8");
    const place = relative(root, file).split(sep).join("/");
    for (const caseId of idsInTitles(text)) found.set(`${caseId} ${place}`, { id: caseId, file: place });
  }
  return [...found.values()].sort((a, b) => compareIds(a.id, b.id) || a.file.localeCompare(b.file));
}

/** The ids that titles of tests in this text name. */
export function idsInTitles(text: string): Set<string> {
  const titles = [...text.matchAll(atBegin), ...text.matchAll(atEnd)].map((match) => match[1] ?? "");
  return new Set(titles.flatMap((title) => title.match(id) ?? []));
}

/** By letter, then by number. */
export function compareIds(a: string, b: string): number {
  return a[0]!.localeCompare(b[0]!) || Number(a.slice(1)) - Number(b.slice(1));
}

function testFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : testFiles(join(folder, entry.name));
    return /\.test\.tsx?$/.test(entry.name) ? [join(folder, entry.name)] : [];
  });
}
