import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { findTestsOfCases } from "../reliability/find-tests.ts";

const root = fileURLToPath(new URL("../../../..", import.meta.url));

it("points at tests that exist, row by row", () => {
  const guide = readFileSync(`${root}/docs/guides/when-x-dies.md`, "utf8");
  const rows = guide.split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("| what dies"));
  expect(rows.length).toBeGreaterThan(10);
  const known = new Set(findTestsOfCases(root).map(({ id }) => id));
  const files = new Set(
    ["packages", "apps"].flatMap((folder) =>
      readdirSync(`${root}/${folder}`, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !entry.parentPath.includes("node_modules"))
        .map(({ name }) => name),
    ),
  );
  for (const row of rows) {
    const shownBy = row.split("|").at(-2) ?? "";
    const ids = shownBy.match(/\b[A-Q]\d{1,2}\b/g) ?? [];
    const named = [...shownBy.matchAll(/`([^`]+\.test\.ts)`/g)].map((match) => match[1]!);
    expect.soft(ids.length + named.length, row).toBeGreaterThan(0);
    expect.soft(ids.filter((id) => !known.has(id))).toEqual([]);
    expect.soft(named.filter((name) => !files.has(name))).toEqual([]);
  }
});
