import type { CalendarAnswer } from "../rule/routing-context.ts";
import type { EpochMs } from "../shared/time.ts";
import { type LocalMoment, localMoment } from "./local-moment.ts";
import type { Calendar, Week } from "./parse-calendar.ts";

// Hours are what the clock on the wall shows, first minute in, last one out: where summer time begins an hour of them does
// not happen, where it ends one happens twice. Hours past midnight belong to the day on which they begin.

/** Business hours that did not begin on a holiday. */
export function isBusinessHours(calendar: Calendar, at: EpochMs): boolean {
  return isWithin(calendar.business, localMoment(calendar.timeZone, at), calendar.holidays);
}

/** Quiet hours; holidays change nothing about them. */
export function isQuietHours(calendar: Calendar, at: EpochMs): boolean {
  return isWithin(calendar.quiet, localMoment(calendar.timeZone, at), null);
}

/** Whether the local day is a holiday. */
export function isHoliday(calendar: Calendar, at: EpochMs): boolean {
  return calendar.holidays.has(localMoment(calendar.timeZone, at).day);
}

/** Everything that conditions can ask a calendar at one instant (`RoutingContext.calendar`). */
export function answerCalendar(calendar: Calendar, at: EpochMs): CalendarAnswer {
  return {
    businessHours: isBusinessHours(calendar, at),
    quietHours: isQuietHours(calendar, at),
    holiday: isHoliday(calendar, at),
  };
}

function isWithin(
  week: Week,
  { day, dayBefore, weekday, minute }: LocalMoment,
  closed: ReadonlySet<string> | null,
): boolean {
  const today =
    !closed?.has(day) && week[weekday]!.some((span) => minute >= span.startMinute && minute < span.endMinute);
  if (today) return true;
  const yesterday = weekday === 1 ? 7 : weekday - 1;
  return !closed?.has(dayBefore) && week[yesterday]!.some((span) => minute + 1440 < span.endMinute);
}
