import { Temporal } from "temporal-polyfill";
import type { EpochMs } from "../shared/time.ts";
import type { Span } from "./spans.ts";

/** A calendar month, `2026-11`. */
export type Period = string;

interface Month extends Span {
  period: Period;
}

// A ledger asks for the same few months again and again, and calendars are slow to ask.
const remembered = new Map<string, Month[]>();
const monthsMax = 1_000;

/** The month that `at` falls into, in `timeZone`. */
export function periodOf(at: EpochMs, timeZone: string): Period {
  return monthAt(at, timeZone).period;
}

/** From the first instant of the month to the first of the next, in `timeZone`. Throws RangeError for a text that is no month. */
export function periodSpan(period: Period, timeZone: string): Span {
  const { from, to } = spanOf(Temporal.PlainYearMonth.from(period), timeZone);
  return { from, to };
}

/** The month after, or before with -1. */
export function shiftPeriod(period: Period, months: number): Period {
  return Temporal.PlainYearMonth.from(period).add({ months }).toString();
}

/** The boundaries between months that lie inside `span`. */
export function periodBoundaries(span: Span, timeZone: string): EpochMs[] {
  const boundaries: EpochMs[] = [];
  let end = monthAt(span.from, timeZone).to;
  while (end < span.to) {
    boundaries.push(end);
    end = monthAt(end, timeZone).to;
  }
  return boundaries;
}

function monthAt(at: EpochMs, timeZone: string): Month {
  const known = remembered.get(timeZone);
  const found = known?.findLast((month) => month.from <= at && at < month.to);
  if (found !== undefined) return found;
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
  const month = spanOf(local.toPlainDate().toPlainYearMonth(), timeZone);
  if (known === undefined || known.length >= monthsMax) remembered.set(timeZone, [month]);
  else known.push(month);
  return month;
}

function spanOf(month: Temporal.PlainYearMonth, timeZone: string): Month {
  const startOf = (m: Temporal.PlainYearMonth) => m.toPlainDate({ day: 1 }).toZonedDateTime(timeZone).epochMilliseconds;
  return { period: month.toString(), from: startOf(month), to: startOf(month.add({ months: 1 })) };
}
