import { Temporal } from "temporal-polyfill";
import type { Span } from "../ledger/spans.ts";
import { clip, unionOf } from "../ledger/spans.ts";
import type { Calendar } from "./parse-calendar.ts";

/** The business hours of a calendar within a span, as instants: sorted, disjoint. Hours are what the clock on the wall shows. */
export function businessSpans(calendar: Calendar, within: Span): Span[] {
  const last = localDay(within.to, calendar.timeZone);
  const spans: Span[] = [];
  // Hours past midnight belong to the day before.
  let day = localDay(within.from, calendar.timeZone).subtract({ days: 1 });
  for (; Temporal.PlainDate.compare(day, last) <= 0; day = day.add({ days: 1 })) {
    if (calendar.holidays.has(day.toString())) continue;
    for (const { startMinute, endMinute } of calendar.business[day.dayOfWeek]!) {
      spans.push({
        from: instantOf(day, startMinute, calendar.timeZone),
        to: instantOf(day, endMinute, calendar.timeZone),
      });
    }
  }
  return clip(unionOf(spans), within);
}

function localDay(at: number, timeZone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate();
}

function instantOf(day: Temporal.PlainDate, minute: number, timeZone: string): number {
  const clock = day.toPlainDateTime().add({ minutes: minute });
  return clock.toZonedDateTime(timeZone).epochMilliseconds;
}
