import { Temporal } from "temporal-polyfill";
import type { EpochMs } from "../shared/time.ts";
import { nextEdge, underWay } from "./ical/who-in-calendar.ts";
import type { CalendarLevel, RotationLevel, TurnsLevel } from "./parse-rotation.ts";
import type { RotationPerson } from "./rotation-body.ts";

/** Whose turn it is by the plan alone, without overrides, at least until `to`; `person` null: nobody's. `to` null: without an end. */
export interface Turn {
  to: EpochMs | null;
  person: RotationPerson | null;
}

/** The turn at an instant. A hand-over is when the clock on the wall shows its time: where that hour is left out in spring,
 *  it is as much later; where it comes twice in autumn, it is the first. */
export function turnAt(level: RotationLevel, timeZone: string, at: EpochMs): Turn {
  return "calendar" in level ? turnInCalendar(level, at) : turnInPlan(level, timeZone, at);
}

function turnInCalendar({ calendar }: CalendarLevel, at: EpochMs): Turn {
  const found = underWay(calendar, at);
  const { email = null, name = null } = found?.event ?? {};
  return { to: nextEdge(calendar, at), person: email === null ? null : { email, name } };
}

function turnInPlan(level: TurnsLevel, timeZone: string, at: EpochMs): Turn {
  const first = Temporal.PlainDate.from(level.first);
  const handOver = (number: number) => instantOf(first.add({ days: number * level.everyDays }), level, timeZone);
  const begin = handOver(0);
  const end = level.last === null ? null : instantOf(Temporal.PlainDate.from(level.last), level, timeZone);
  if (at < begin) return { to: begin, person: null };
  if (end !== null && at >= end) return { to: null, person: null };
  const today = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate();
  let number = Math.floor(first.until(today, { largestUnit: "day" }).days / level.everyDays);
  // The day of a hand-over belongs to the one before until its hour.
  if (handOver(number) > at) number -= 1;
  const to = handOver(number + 1);
  return {
    to: end === null ? to : Math.min(to, end),
    person: level.people[number % level.people.length] ?? null,
  };
}

function instantOf(day: Temporal.PlainDate, { hour, minute }: TurnsLevel, timeZone: string): EpochMs {
  return day.toZonedDateTime({ timeZone, plainTime: { hour, minute } }).epochMilliseconds;
}
