import { Temporal } from "temporal-polyfill";
import type { Span } from "../ledger/spans.ts";
import { clip, unionOf } from "../ledger/spans.ts";
import type { Calendar, Week } from "./parse-calendar.ts";

/** The business hours of a calendar within a span, as instants: sorted, disjoint. Hours are what the clock on the wall shows. */
export function businessSpans(calendar: Calendar, within: Span): Span[] {
  return spansOf(calendar, calendar.business, calendar.holidays, within);
}

/** The same of its quiet hours, about which holidays change nothing. */
export function quietSpans(calendar: Calendar, within: Span): Span[] {
  return spansOf(calendar, calendar.quiet, new Set(), within);
}

function spansOf(
  { timeZone }: Pick<Calendar, "timeZone">,
  hours: Week,
  closed: ReadonlySet<string>,
  within: Span,
): Span[] {
  const last = localDay(within.to, timeZone);
  const spans: Span[] = [];
  // Hours past midnight belong to the day before.
  let day = localDay(within.from, timeZone).subtract({ days: 1 });
  for (; Temporal.PlainDate.compare(day, last) <= 0; day = day.add({ days: 1 })) {
    if (closed.has(day.toString())) continue;
    for (const { startMinute, endMinute } of hours[day.dayOfWeek]!) {
      spans.push({
        from: instantOf(day, startMinute, timeZone),
        to: instantOf(day, endMinute, timeZone),
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
