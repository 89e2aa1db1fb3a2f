import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { caseGroups } from "./cases.ts";
import { findTestsOfCases, idsInTitles } from "./find-tests.ts";
import { leftOut } from "./left-out.ts";
import { promises } from "./promises.ts";
import { renderReliability } from "./render-reliability.ts";

const root = fileURLToPath(new URL("../../../../", import.meta.url));
const tests = findTestsOfCases(root);
const shown = new Set(tests.map(({ id }) => id));
const known = caseGroups.flatMap(({ cases }) => Object.keys(cases));

describe("docs/reliability.md", () => {
  it("is what the titles of the tests say: npm run docs:reliability", () => {
    expect(readFileSync(`${root}docs/reliability.md`, "utf8")).toBe(renderReliability(tests));
  });

  it("has for each case a test or the reason why there is none, not both", () => {
    expect(known.filter((id) => !shown.has(id) && leftOut[id] === undefined)).toEqual([]);
    expect(Object.keys(leftOut).filter((id) => shown.has(id) || !known.includes(id))).toEqual([]);
  });

  it("knows each case that a test names", () => {
    expect(tests.filter(({ id }) => !known.includes(id))).toEqual([]);
  });

  it("has for each promise a test that shows it", () => {
    for (const { cases } of promises) expect(cases.filter((id) => shown.has(id))).not.toEqual([]);
  });
});

describe("idsInTitles", () => {
  it.each<[string, string[]]>([
    ['describe("D10 a worker dies", () => {', ["D10"]],
    ['  ["D3", ["job.start"], ["opens"]],', ["D3"]],
    ['it("is found, not opened again (D7, G10)", async () => {', ["D7", "G10"]],
    ['it.each([301, 302])("never follows %i (G4)", async (status) => {', ["G4"]],
    ['it("nothing goes out (F2, worked example 8)", () => {', ["F2"]],
    ['it("reads P1 as critical", () => {', []],
    ['const A1 = "D12";', []],
  ])("reads %s", (text, ids) => {
    expect([...idsInTitles(text)]).toEqual(ids);
  });
});
