import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { changeByStatus, nextKeyState } from "./key-state.ts";

const doc = readFileSync(new URL("../../../../docs/lifecycles.md", import.meta.url), "utf8");

/** The rows of the first table under a line of the document that holds `words`: cells without their code marks. */
function tableUnder(words: string): string[][] {
  const [, below] = doc.split(words);
  const lines = (below ?? "").split("\n");
  const from = lines.findIndex((line) => line.startsWith("|"));
  const until = lines.findIndex((line, at) => at > from && !line.startsWith("|"));
  return lines
    .slice(from, until)
    .filter((line) => !line.startsWith("|---"))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.replaceAll("`", "").trim()),
    );
}

it("is the table of states and statements that the document shows", () => {
  const [head, ...rows] = tableUnder("the order, number and batching of deliveries leave no trace");
  const shown = rows.map(([state, ...cells]) => [
    state,
    Object.fromEntries(cells.map((cell, at) => [head![at + 1], cell])),
  ]);
  expect(Object.fromEntries(shown)).toEqual(nextKeyState);
});

it("says what an event did to its incident as the document does", () => {
  const [head, ...rows] = tableUnder("What an event did to its incident");
  const statuses = head!.slice(1).map((cell) => cell.replace("after: ", ""));
  const words: Record<string, string> = { "updated or none": "same", "there was none": "absent" };
  const shown = rows.map(([before, ...cells]) => [
    words[before!] ?? before,
    Object.fromEntries(cells.map((cell, at) => [statuses[at], words[cell] ?? cell.replace(/ \(.*\)$/, "")])),
  ]);
  expect(Object.fromEntries(shown)).toEqual(changeByStatus);
});
