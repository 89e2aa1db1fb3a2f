import { ownLimits } from "@signalbox/core";
import type { LaneBacklog } from "@signalbox/database";
import type { OwnSign } from "./own-sign.ts";

const whatWaits: Record<string, string> = {
  process: "deliveries to be processed",
  perform: "actions to be sent",
  perform_page: "pages to be sent",
  escalate: "failures to be paged",
  escalate_page: "pages to be escalated",
  settle_ledger: "ledger lines to be settled",
  retry_failures: "retries",
};
const watched = Object.keys(ownLimits.oldestJobMs);

/** Whether work piles up, by task and lane: how long the oldest waits, and how many do. Tasks with limits of their own are
 *  always told of; others where something of them waits. */
export function judgeLanes(backlogs: readonly LaneBacklog[]): OwnSign[] {
  const idle = watched.filter((task) => !backlogs.some((one) => one.task === task && one.lane === "normal"));
  const all = [...backlogs, ...idle.map((task): LaneBacklog => ({ task, lane: "normal", waiting: 0, oldestMs: 0 }))];
  return all.map(judgeLane);
}

function judgeLane({ task, lane, waiting, oldestMs }: LaneBacklog): OwnSign {
  const limits: Partial<Record<string, Record<"normal" | "slow", number>>> = ownLimits.oldestJobMs;
  const bound = limits[task]?.[lane] ?? ownLimits.oldestOtherJobMs;
  const isWell = oldestMs <= bound && waiting <= ownLimits.waitingJobs;
  const name = lane === "slow" ? `${task}/slow` : task;
  const what = whatWaits[task] ?? `jobs of ${task}`;
  const words =
    waiting === 0
      ? `no ${what} wait`
      : `${waiting} jobs wait, the oldest for ${seconds(oldestMs)} s; at most ${ownLimits.waitingJobs}, ${seconds(bound)} s`;
  return {
    name: `lane:${name}`,
    isWell,
    words,
    onlyTrouble: lane === "slow" || limits[task] === undefined,
    failure: {
      kind: "backlog-grows",
      cause: `lane:${name}`,
      subjectKind: "lane",
      subjectId: name,
      reason: `Work piles up (${what}${lane === "slow" ? " of a source in a storm" : ""}): ${words}`,
      advice:
        "Look whether a worker is running and Postgres answers quickly. Another worker process takes its share at once.",
      details: { task, lane, waiting, oldestMs: Math.round(oldestMs) },
    },
  };
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(ms < 10_000 ? 1 : 0);
}
