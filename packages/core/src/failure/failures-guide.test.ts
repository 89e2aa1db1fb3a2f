import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { formatDuration } from "../shared/duration.ts";
import { failureKinds } from "./failure-kinds.ts";
import { ownLimits } from "./own-limits.ts";

const guide = readFileSync(new URL("../../../../docs/guides/failures.md", import.meta.url), "utf8");
const part = (name: string) => new RegExp(`<!-- ${name}: .* -->\n([^]*?)<!-- end of ${name} -->`).exec(guide)?.[1];

it("names every kind in the guide, in the words of the app", () => {
  const pages = { repeated: "until taken", once: "once", never: "nobody" };
  const rows = Object.entries(failureKinds).map(
    ([kind, { title, means, todo, settles, pages: how }]) =>
      `| \`${kind}\`: ${title} | ${means} | ${todo} | ${settles ?? "by a person"} | ${pages[how]} |\n`,
  );
  const head = "| kind | what it means | what to do | settles | pages |\n|---|---|---|---|---|\n";
  expect(part("kinds")).toBe(head + rows.join(""));
});

it("tells the bounds by which it acts", () => {
  const { disk, clockSkewMs, oldestJobMs, waitingJobs, partStaleMs, refusals, silence, lookUp, testEveryMs } =
    ownLimits;
  const { process, perform_page: page, escalate, perform, settle_ledger: ledger } = oldestJobMs;
  const gib = (bytes: number) => `${bytes / 1024 ** 3} GiB`;
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  const rows: [sign: string, bad: string, well: string][] = [
    [
      "disk of the data folder, and of the embedded Postgres",
      `less than ${percent(disk.freeShareMin)} or ${gib(disk.freeBytesMin)} free`,
      `${percent(disk.well.freeShareMin)} and ${gib(disk.well.freeBytesMin)} free`,
    ],
    ["clock of the worker against Postgres", `more than ${formatDuration(clockSkewMs)} apart`, "no more than that"],
    ["oldest delivery to be processed", `waits ${formatDuration(process.normal)}`, "less"],
    ["the same of a source in a storm", `waits ${formatDuration(process.slow)}`, "less"],
    ["oldest page to be sent", `waits ${formatDuration(page.normal)}`, "less"],
    ["oldest failure to be paged", `waits ${formatDuration(escalate.normal)}`, "less"],
    ["oldest action to be sent", `waits ${formatDuration(perform.normal)}`, "less"],
    ["oldest ledger line to be settled", `waits ${formatDuration(ledger.normal)}`, "less"],
    ["jobs of one lane that wait", `more than ${waitingJobs}`, "no more than that"],
    ["api processes", `no beat for ${formatDuration(partStaleMs)}`, "one beats"],
    [
      "refusals of a source",
      `${refusals.inARow} in a row within ${formatDuration(refusals.withinMs)}`,
      "a delivery is accepted",
    ],
    [
      "silence of a source",
      `${silence.timesLongestPause} times its longest pause in ${formatDuration(silence.lookBackMs)}, and ${formatDuration(silence.atLeastMs)} at least; judged where it delivered in ${silence.hoursMin} hours of them`,
      "a delivery comes",
    ],
    [
      "test events of a source",
      `none for \`expectTestEvery\`, ${formatDuration(testEveryMs)} where it says nothing`,
      "one comes",
    ],
    [
      "on-call look-up of a team",
      `its last good answer is older than ${lookUp.timesRefresh} times \`refresh\`, and ${formatDuration(lookUp.atLeastMs)} at least`,
      "it answers",
    ],
  ];
  const head = "| sign | a failure when | well again when |\n|---|---|---|\n";
  expect(part("signs")).toBe(head + rows.map((cells) => `| ${cells.join(" | ")} |\n`).join(""));
});
