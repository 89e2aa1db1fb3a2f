import { Temporal } from "temporal-polyfill";
import type { EpochMs } from "../shared/time.ts";

/** One hour of a week as the clock on the wall shows it. */
export interface LocalHour {
  from: EpochMs;
  to: EpochMs;
  /** 2026-03-29 */
  day: string;
  /** 02:00 */
  clock: string;
  /** +01:00; it tells the hour that happens twice from itself. */
  offset: string;
}

/**
 * The hours of the week, Monday to Sunday, that a day is in: 168, one less in the week in which summer time begins, one more
 * in that in which it ends. Throws RangeError for an unknown zone or a day that there is not.
 * @param day 2026-03-29
 */
export function hoursOfWeek(timeZone: string, day: string): LocalHour[] {
  const date = Temporal.PlainDate.from(day);
  const monday = date.subtract({ days: date.dayOfWeek - 1 });
  const end = monday.add({ days: 7 }).toZonedDateTime(timeZone).epochMilliseconds;
  const hours: LocalHour[] = [];
  for (let at = monday.toZonedDateTime(timeZone); at.epochMilliseconds < end; at = at.add({ hours: 1 })) {
    const from = at.epochMilliseconds;
    hours.push({
      from,
      to: Math.min(end, from + 3_600_000),
      day: at.toPlainDate().toString(),
      clock: at.toPlainTime().toString({ smallestUnit: "minute" }),
      offset: at.offset,
    });
  }
  return hours;
}

/** The instants at which the clock on the wall shows a time: two where an hour happens twice, none where it is left out.
 *  @param local 2026-03-29T03:12 */
export function instantsOf(timeZone: string, local: string): EpochMs[] {
  const clock = Temporal.PlainDateTime.from(local);
  const both = (["earlier", "later"] as const).map((disambiguation) =>
    clock.toZonedDateTime(timeZone, { disambiguation }),
  );
  const shown = both.filter((at) => at.toPlainDateTime().equals(clock));
  return [...new Set(shown.map((at) => at.epochMilliseconds))];
}

/** The local day on which the clocks change next; null where they never do. */
export function nextClockChange(timeZone: string, after: EpochMs): string | null {
  const next = Temporal.Instant.fromEpochMilliseconds(after).toZonedDateTimeISO(timeZone).getTimeZoneTransition("next");
  return next?.toPlainDate().toString() ?? null;
}

/** The local day of an instant. */
export function localDayOf(timeZone: string, at: EpochMs): string {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate().toString();
}

/** The first instant after a local day, `2026-11-15`. Throws RangeError for a text that is no day. */
export function endOfLocalDay(timeZone: string, day: string): EpochMs {
  return Temporal.PlainDate.from(day, { overflow: "reject" }).add({ days: 1 }).toZonedDateTime(timeZone)
    .epochMilliseconds;
}
