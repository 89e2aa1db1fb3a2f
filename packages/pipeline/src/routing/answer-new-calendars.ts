import { answerCalendar, type Calendar, type RoutingContext } from "@signalbox/core";

/** Lets a calendar that was made since an event say what it would have said then: what rules saw of the event has no answer
 *  of it, and a rule that is being written may ask it. */
export function answerNewCalendars({ calendar, now }: RoutingContext, calendars: ReadonlyMap<string, Calendar>): void {
  for (const [key, known] of calendars) {
    if (!Object.hasOwn(calendar, key)) calendar[key] = answerCalendar(known, Date.parse(now));
  }
}
