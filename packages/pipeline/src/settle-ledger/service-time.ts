import { businessSpans, type CalendarBody, parseCalendar, type Span } from "@signalbox/core";
import type { HeldBody } from "@signalbox/database";

/** Business hours of the calendar that a policy names, by what it said then. Throws where there is no such calendar: a
 *  figure would be a guess. */
export function serviceTimeOf(calendars: ReadonlyMap<string, readonly HeldBody[]>, key: string, within: Span): Span[] {
  const bodies = calendars.get(key);
  if (bodies === undefined) throw new Error(`the ledger policy names calendar "${key}", which does not exist`);
  let from = within.from;
  return bodies.flatMap(({ body, to }) => {
    const span = { from, to: Math.min(within.to, to ?? within.to) };
    if (span.to <= span.from) return [];
    from = span.to;
    const parsed = parseCalendar(body as CalendarBody);
    if (parsed.outcome === "invalid") throw new Error(`calendar "${key}": ${parsed.problems[0]?.message}`);
    return businessSpans(parsed.calendar, span);
  });
}
