import { Temporal } from "temporal-polyfill";
import { type OnCallCalendar, readCalendar } from "./ical/read-calendar.ts";
import type { HandOverDay, RotationBody, RotationPerson, TurnsBody } from "./rotation-body.ts";

/** A rotation ready to be asked. */
export interface Rotation {
  timeZone: string;
  levels: readonly RotationLevel[];
}

export type RotationLevel = TurnsLevel | CalendarLevel;

/** Each of its events names somebody by an e-mail address. */
export interface CalendarLevel {
  calendar: OnCallCalendar;
}

export interface TurnsLevel {
  people: readonly RotationPerson[];
  /** Local days between two hand-overs. */
  everyDays: 1 | 7;
  hour: number;
  minute: number;
  /** Local days, `2026-11-02`. */
  first: string;
  last: string | null;
}

export interface RotationProblem {
  path: readonly (string | number)[];
  message: string;
}

export type RotationOutcome =
  | { outcome: "parsed"; rotation: Rotation }
  | { outcome: "invalid"; problems: RotationProblem[] };

const weekdays: readonly HandOverDay[] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** Reads a rotation; all problems at once. Never throws. */
export function parseRotation({ timeZone, levels }: RotationBody): RotationOutcome {
  const problems: RotationProblem[] = [];
  if (!isTimeZone(timeZone)) {
    problems.push({ path: ["timeZone"], message: `"${timeZone}" is no time zone; write one as Europe/Berlin` });
  }
  if (levels.length === 0) problems.push({ path: ["levels"], message: "a rotation has at least one level" });
  const parsed = levels.map((level, index) => {
    const path = ["levels", index];
    return "calendar" in level
      ? parseCalendarLevel(level.calendar, [...path, "calendar"], problems)
      : parseTurns(level, path, problems);
  });
  if (problems.length > 0) return { outcome: "invalid", problems };
  return { outcome: "parsed", rotation: { timeZone, levels: parsed.filter((level) => level !== null) } };
}

function parseCalendarLevel(
  text: string,
  path: readonly (string | number)[],
  problems: RotationProblem[],
): CalendarLevel | null {
  const read = readCalendar(text);
  if (read.outcome === "unreadable") {
    problems.push({ path, message: read.reason });
    return null;
  }
  const { events } = read.calendar;
  if (events.length === 0) problems.push({ path, message: "the calendar has no event, so nobody would be on call" });
  const nameless = events.find(({ email }) => email === null);
  if (nameless !== undefined) {
    problems.push({
      path,
      message: `"${nameless.summary.slice(0, 100)}" names nobody by an e-mail address: invite the person to the event, or write the address into its title`,
    });
  }
  return { calendar: read.calendar };
}

function parseTurns(
  body: TurnsBody,
  path: readonly (string | number)[],
  problems: RotationProblem[],
): TurnsLevel | null {
  const before = problems.length;
  const { people, handOver, from, until } = body;
  const refuse = (place: readonly (string | number)[], message: string) =>
    problems.push({ path: [...path, ...place], message });
  if (people.length === 0) refuse(["people"], "name at least one person");
  const time = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(handOver.at);
  if (time === null) refuse(["handOver", "at"], `"${handOver.at}" is no time of day; write one as 09:00`);
  if (handOver.every === "week" && handOver.on === undefined) {
    refuse(["handOver"], "a weekly hand-over names its day: on: mon");
  }
  if (handOver.every === "day" && handOver.on !== undefined) {
    refuse(["handOver", "on"], "a daily hand-over names no day: leave `on` out");
  }
  const [start, end] = [readDay(from), until === undefined ? null : readDay(until)];
  if (start === null) refuse(["from"], `"${from}" is no day; write one as 2026-11-02`);
  if (until !== undefined && end === null) refuse(["until"], `"${until}" is no day; write one as 2026-12-25`);
  if (start !== null && end !== null && Temporal.PlainDate.compare(start, end) >= 0) {
    refuse(["until"], "`until` is after `from`");
  }
  if (problems.length > before || start === null || time === null) return null;
  const on = handOver.on === undefined ? null : weekdays.indexOf(handOver.on) + 1;
  return {
    people: people.map((person) =>
      typeof person === "string" ? { email: person, name: null } : { email: person.email, name: person.name ?? null },
    ),
    everyDays: handOver.every === "day" ? 1 : 7,
    hour: Number(time[1]),
    minute: Number(time[2]),
    first: onOrAfter(start, on),
    last: end === null ? null : onOrAfter(end, on),
  };
}

function onOrAfter(day: Temporal.PlainDate, weekday: number | null): string {
  return (weekday === null ? day : day.add({ days: (weekday - day.dayOfWeek + 7) % 7 })).toString();
}

function readDay(text: string): Temporal.PlainDate | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  try {
    return Temporal.PlainDate.from(text, { overflow: "reject" });
  } catch {
    return null;
  }
}

function isTimeZone(name: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
}
