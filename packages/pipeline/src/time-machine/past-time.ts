import { type Calendar, type EpochMs, quietSpans, weekStarts } from "@signalbox/core";

/** The time that a time machine counts in, `[from, to)`: its weeks, and its nights. */
export interface PastTime {
  from: EpochMs;
  to: EpochMs;
  /** The first instants of its weeks; the first can lie before `from`. */
  weeks: readonly EpochMs[];
  weekOf(at: EpochMs): number;
  isNight(at: EpochMs): boolean;
}

/** @param night its quiet hours are the night */
export function pastTime(span: { from: EpochMs; to: EpochMs }, timeZone: string, night: Calendar): PastTime {
  const weeks = weekStarts(span, timeZone);
  const nights = quietSpans(night, span);
  const nightStarts = nights.map(({ from }) => from);
  return {
    ...span,
    weeks,
    weekOf: (at) => Math.max(0, lastAtOrBefore(weeks, at)),
    isNight: (at) => at < (nights[lastAtOrBefore(nightStarts, at)]?.to ?? Number.NEGATIVE_INFINITY),
  };
}

/** The place of the last that is not above `at`, in an ascending list; -1 where all are. */
function lastAtOrBefore(sorted: readonly EpochMs[], at: EpochMs): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
