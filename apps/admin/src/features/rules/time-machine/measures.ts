import type { TimeMachineCounts, TimeMachineMeasure, TimeMachineResult } from "@signalbox/contract";

/** What is counted, in the order in which it is shown, with its words for many. */
export const measureWords: Record<TimeMachineMeasure, string> = {
  ticket: "tickets",
  page: "pages",
  "page-at-night": "pages at night",
  "status-post": "status posts",
  message: "messages",
  http: "HTTP calls",
  remediate: "remediations",
};

const nothing: TimeMachineCounts = { live: 0, draft: 0, gained: 0, lost: 0, changed: 0 };

/** The measures that there is something of. */
export function measuresOf(result: TimeMachineResult): TimeMachineMeasure[] {
  return (Object.keys(measureWords) as TimeMachineMeasure[]).filter((measure) => result.total[measure] !== undefined);
}

export function countsOf(counts: TimeMachineResult["total"], measure: TimeMachineMeasure): TimeMachineCounts {
  return counts[measure] ?? nothing;
}

/** `+12 −3, 4 changed`, or `no difference`. */
export function sayDifference({ gained, lost, changed }: TimeMachineCounts): string {
  const moved = [gained > 0 ? `+${gained}` : null, lost > 0 ? `−${lost}` : null].filter((part) => part !== null);
  const parts = [moved.join(" "), changed > 0 ? `${changed} changed` : ""].filter((part) => part !== "");
  return parts.join(", ") || "no difference";
}
