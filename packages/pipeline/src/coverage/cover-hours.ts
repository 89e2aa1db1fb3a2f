import { setImmediate } from "node:timers/promises";
import type { EpochMs, LocalHour } from "@signalbox/core";
import type { Answer } from "./who-is-told.ts";

/** Calendars and hand-overs rarely begin at other minutes: within an hour each quarter is asked. */
export const quarterMs = 15 * 60_000;

/** What is the same for several hours is told once. */
export interface CoveredHours {
  answers: Answer[];
  /** Places in `answers`, in the order of the quarters of the hour, each once. */
  hours: (LocalHour & { answers: number[] })[];
}

/** Who would be told in each hour. */
export function coverHours(hours: readonly LocalHour[], ask: (at: EpochMs) => Answer): CoveredHours {
  const answers: Answer[] = [];
  const places = new Map<string, number>();
  const placeOf = (answer: Answer): number => {
    const name = JSON.stringify(answer);
    const known = places.get(name);
    if (known !== undefined) return known;
    places.set(name, answers.length);
    return answers.push(answer) - 1;
  };
  const covered = hours.map((hour) => {
    const quarters: number[] = [];
    for (let at = hour.from; at < hour.to; at += quarterMs) quarters.push(placeOf(ask(at)));
    return { ...hour, answers: [...new Set(quarters)] };
  });
  return { answers, hours: covered };
}

/** A time in which nobody would be paged, or nobody is on call for the page. */
export interface CoverageGap {
  from: EpochMs;
  to: EpochMs;
  why: string;
}

/** After so many quarters others have their turn: deliveries are acknowledged by the same process. */
const quartersAtOnce = 32;

/** The gaps of a span, to the quarter of an hour; what touches and has one cause is one. */
export async function gapsIn(
  span: { from: EpochMs; to: EpochMs },
  ask: (at: EpochMs) => Answer,
): Promise<CoverageGap[]> {
  const gaps: CoverageGap[] = [];
  for (let from = span.from, count = 0; from < span.to; from += quarterMs, count += 1) {
    if (count % quartersAtOnce === 0) await setImmediate();
    const why = whyUncovered(ask(from));
    if (why === null) continue;
    const to = Math.min(span.to, from + quarterMs);
    const last = gaps.at(-1);
    if (last !== undefined && last.to === from && last.why === why) last.to = to;
    else gaps.push({ from, to, why });
  }
  return gaps;
}

function whyUncovered({ silence, nobodyOnCall, told }: Answer): string | null {
  if (silence !== null) return silence;
  if (!nobodyOnCall) return null;
  const teams = told.flatMap(({ to }) => (to !== null && to.person === null && to.team !== null ? [to.team] : []));
  return `nobody is on call for ${[...new Set(teams)].join(", ")}`;
}
