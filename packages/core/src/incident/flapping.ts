import type { EpochMs } from "../shared/time.ts";

/** How many openings in how long make a monitor flap. */
export interface FlappingSetting {
  /** At least 2. */
  opens: number;
  withinMs: number;
}

/** A time in which one key of a monitor was down, `[startedAt, endedAt)`; `endedAt` null: still down. */
export interface DownSpan {
  key: string;
  startedAt: EpochMs;
  endedAt: EpochMs | null;
}

/**
 * Whether a monitor flaps with the opening of `key` at `at`: it went down at least `opens` times in `(at - withinMs, at]`.
 * It goes down when none of its keys was down before, so that a new key for each flap does not hide it, and five hosts
 * that fail at once under one name are no flapping. One key that goes down and up beside another that stays down counts for
 * itself. Rests on what happened alone, not on the order in which it was told.
 * @param spans of all keys of the monitor that were down within that time, in any order
 */
export function isFlapping(spans: readonly DownSpan[], key: string, at: EpochMs, setting: FlappingSetting): boolean {
  const known = spans.filter((span) => span.startedAt <= at);
  const own = known.filter((span) => span.key === key);
  const count = (some: readonly DownSpan[]) =>
    openings(some).filter((opening) => opening > at - setting.withinMs).length;
  return Math.max(count(known), count(own)) >= setting.opens;
}

/** When the union of the spans began anew. */
function openings(spans: readonly DownSpan[]): EpochMs[] {
  const found: EpochMs[] = [];
  let downUntil = Number.NEGATIVE_INFINITY;
  for (const { startedAt, endedAt } of spans.toSorted((a, b) => a.startedAt - b.startedAt)) {
    if (startedAt > downUntil) found.push(startedAt);
    downUntil = Math.max(downUntil, endedAt ?? Number.POSITIVE_INFINITY);
  }
  return found;
}
