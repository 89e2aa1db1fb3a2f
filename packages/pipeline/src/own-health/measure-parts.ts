import { ownLimits } from "@signalbox/core";
import type { OwnSign } from "./own-sign.ts";

/** Whether an api process is alive, seen from a worker. Where none was ever seen there is nothing to miss. */
export function judgeApi(beats: readonly { part: string; ageMs: number }[]): OwnSign[] {
  const api = beats.find(({ part }) => part === "api");
  if (api === undefined) return [];
  const words = `the last beat of an api process was ${Math.round(api.ageMs / 1_000)} s ago`;
  return [
    {
      name: "part:api",
      isWell: api.ageMs <= ownLimits.partStaleMs,
      words,
      failure: {
        kind: "part-missing",
        cause: "part:api",
        subjectKind: "part",
        subjectId: "api",
        reason: `No api process is alive: ${words}`,
        advice: "Start it; its log says why it ended. Until then webhooks are not received, and senders retry.",
      },
    },
  ];
}
