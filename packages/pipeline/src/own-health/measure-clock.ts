import { type EpochMs, ownLimits } from "@signalbox/core";
import { askClock, type Database } from "@signalbox/database";
import type { OwnSign } from "./own-sign.ts";

const tries = 3;

/** How far our clock is from that of Postgres. The quickest of three answers counts: a slow one proves nothing. */
export async function measureClock(deps: { db: Pick<Database, "read">; now(): EpochMs }): Promise<OwnSign> {
  let best = { roundTripMs: Number.POSITIVE_INFINITY, skewMs: 0 };
  for (let i = 0; i < tries; i += 1) {
    const startedAt = performance.now();
    const before = deps.now();
    const theirs = await askClock(deps.db.read);
    const roundTripMs = performance.now() - startedAt;
    if (roundTripMs < best.roundTripMs) best = { roundTripMs, skewMs: Math.round(before + roundTripMs / 2 - theirs) };
  }
  return judgeClock(best);
}

/** The half of the way there and back that nobody knows counts for us. */
export function judgeClock({ skewMs, roundTripMs }: { skewMs: number; roundTripMs: number }): OwnSign {
  const isWell = Math.abs(skewMs) - roundTripMs / 2 <= ownLimits.clockSkewMs;
  const far = (Math.abs(skewMs) / 1_000).toFixed(1);
  const words = `our clock is ${far} s ${skewMs >= 0 ? "ahead of" : "behind"} that of Postgres`;
  return {
    name: "clock",
    isWell,
    words,
    failure: {
      kind: "clock-skew",
      cause: "clock",
      subjectKind: "clock",
      subjectId: "worker",
      reason: `Two clocks differ: ${words}`,
      advice: "Let both machines follow the same time servers: signatures and minutes of downtime depend on it.",
      details: { skewMs },
    },
  };
}
