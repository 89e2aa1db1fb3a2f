import { Temporal } from "temporal-polyfill";
import type { CalendarLine } from "./read-lines.ts";

/** A DTSTART or DTEND: a time on the wall of a zone. `isDay`: a day as a whole. Null where it can't be read or its zone is
 *  not known. @param defaultZone of the calendar, for times without one */
export function readMoment(
  { value, parameters }: Pick<CalendarLine, "value" | "parameters">,
  defaultZone: string,
): { at: Temporal.ZonedDateTime; isDay: boolean } | null {
  const match = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z?))?$/.exec(value);
  if (match === null) return null;
  const [, year, month, day, hour, minute, second, utc] = match;
  const isDay = hour === undefined;
  const timeZone = utc === "Z" ? "UTC" : (parameters.TZID ?? defaultZone);
  try {
    const clock = Temporal.PlainDateTime.from(
      {
        year: Number(year),
        month: Number(month),
        day: Number(day),
        hour: Number(hour ?? 0),
        minute: Number(minute ?? 0),
        second: Number(second ?? 0),
      },
      { overflow: "reject" },
    );
    return { at: clock.toZonedDateTime(timeZone), isDay };
  } catch {
    return null;
  }
}
