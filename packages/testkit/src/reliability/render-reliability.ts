import { caseGroups } from "./cases.ts";
import { compareIds, type TestOfCase } from "./find-tests.ts";
import { leftOut } from "./left-out.ts";
import { promises } from "./promises.ts";

const head = `# Reliability

What Signalbox promises, and the tests that show it; what happens when a part dies is in a [guide](guides/when-x-dies.md).
A test names the cases that it shows in its title; \`npm run docs:reliability\` makes this page from those titles.
`;

const nonPromises = `## What is not promised
- Exactly once, for targets that neither honour a key nor can be asked: there a second effect is possible, and marked.
- Anything against who may write to the database as its owner, or holds the secret key.
- The embedded Postgres serves one machine. To survive the loss of a machine, use a Postgres of your own with a replica.
`;

/** docs/reliability.md. @param tests which files show which cases */
export function renderReliability(tests: readonly TestOfCase[]): string {
  const filesOf = Map.groupBy(tests, (test) => test.id);
  const shown = (ids: readonly string[]): string =>
    ids
      .filter((id) => filesOf.has(id))
      .toSorted(compareIds)
      .map((id) => `[${id}](#${anchorOf(id)})`)
      .join(" ");
  return [
    head,
    "## Promises",
    ...promises.map(({ text, cases }, i) => `${i + 1}. ${text}\n   Shown by ${shown(cases)}`),
    "",
    nonPromises,
    "## Cases",
    "Each case with the tests that name it. Paths begin at the root of the repository.",
    ...caseGroups.flatMap(({ title, cases }) => [
      `\n### ${title}`,
      "| id | case | shown by |",
      "|---|---|---|",
      ...Object.entries(cases).map(([id, words]) => {
        const files = (filesOf.get(id) ?? []).map(({ file }) => `[${nameOf(file)}](../${file})`);
        const places = files.length > 0 ? files.join(", ") : `left out: ${leftOut[id] ?? "?"}`;
        return `| <a id="${anchorOf(id)}"></a>${id} | ${words} | ${places} |`;
      }),
    ]),
    "",
  ].join("\n");
}

function anchorOf(id: string): string {
  return `case-${id.toLowerCase()}`;
}

function nameOf(file: string): string {
  return file.slice(file.lastIndexOf("/") + 1);
}
