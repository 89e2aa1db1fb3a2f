import { Temporal } from "temporal-polyfill";
import type { EpochMs } from "../../shared/time.ts";
import { type CalendarLine, readLines, readText } from "./read-lines.ts";
import { readMoment } from "./read-moment.ts";
import { readRepeat, repetitionAt } from "./repeat.ts";

/** Whom a calendar names for an instant. */
export interface CalendarPerson {
  email: string | null;
  name: string | null;
  summary: string;
  /** Of the event, ISO 8601. */
  from: string;
  to: string;
}

export type CalendarAnswerOutcome =
  | { outcome: "found"; person: CalendarPerson }
  | { outcome: "nobody" }
  | { outcome: "unreadable"; reason: string };

interface Occurrence {
  from: EpochMs;
  to: EpochMs;
  event: readonly CalendarLine[];
}

/** Who is on call at an instant by an iCalendar (RFC 5545): of the events that are under way the one that began last, so that an
 *  override lies over a rota. Never throws; what can't be read for certain is said, not guessed. */
export function whoInCalendar(text: string, at: EpochMs): CalendarAnswerOutcome {
  const lines = readLines(text);
  if (!lines.some(({ name, value }) => name === "BEGIN" && value.toUpperCase() === "VCALENDAR")) {
    return { outcome: "unreadable", reason: "this is no iCalendar: it does not begin with BEGIN:VCALENDAR" };
  }
  const zone = lines.find(({ name }) => name === "X-WR-TIMEZONE")?.value ?? "UTC";
  const events = eventsOf(lines);
  // An occurrence that was moved or changed stands by itself, and the one of its series does not count.
  const replaced = new Set(
    events.flatMap((event) => {
      const own = lineOf(event, "RECURRENCE-ID");
      const moment = own === null ? null : readMoment(own, zone);
      return moment === null ? [] : [`${uidOf(event)} ${moment.at.epochMilliseconds}`];
    }),
  );
  const under: Occurrence[] = [];
  for (const event of events) {
    if (lineOf(event, "STATUS")?.value.toUpperCase() === "CANCELLED") continue;
    const found = occurrenceAt(event, at, zone);
    if (typeof found === "string") return { outcome: "unreadable", reason: found };
    if (found === null) continue;
    const isSeries = lineOf(event, "RECURRENCE-ID") === null;
    if (isSeries && replaced.has(`${uidOf(event)} ${found.from}`)) continue;
    under.push(found);
  }
  const [latest] = under.toSorted((one, other) => other.from - one.from || one.to - other.to);
  return latest === undefined ? { outcome: "nobody" } : { outcome: "found", person: personOf(latest) };
}

function eventsOf(lines: readonly CalendarLine[]): CalendarLine[][] {
  const events: CalendarLine[][] = [];
  let open: CalendarLine[] | null = null;
  let depth = 0;
  for (const line of lines) {
    const what = line.value.toUpperCase();
    if (line.name === "BEGIN" && what === "VEVENT") open = [];
    else if (line.name === "END" && what === "VEVENT") {
      if (open !== null) events.push(open);
      open = null;
    } else if (open !== null) {
      // Alarms inside an event have lines of their own.
      if (line.name === "BEGIN") depth += 1;
      else if (line.name === "END") depth -= 1;
      else if (depth === 0) open.push(line);
    }
  }
  return events;
}

function occurrenceAt(event: readonly CalendarLine[], at: EpochMs, zone: string): Occurrence | null | string {
  const summary = readText(lineOf(event, "SUMMARY")?.value ?? "").slice(0, 100);
  const startLine = lineOf(event, "DTSTART");
  const start = startLine === null ? null : readMoment(startLine, zone);
  if (start === null) return `the beginning of "${summary}" can't be read, or its time zone is not known`;
  const end = endOf(event, start, zone);
  if (end === null) return `the end of "${summary}" can't be read`;
  const rule = lineOf(event, "RRULE");
  const lasts = start.at.until(end, { largestUnit: "hour" });
  if (rule === null) return within(event, start.at, end, at);
  const until = (value: string) =>
    readMoment({ value, parameters: {} }, start.at.timeZoneId)?.at.epochMilliseconds ?? null;
  const repeat = readRepeat(rule.value, start.at, until);
  if (repeat === null) return `"${summary}" repeats in a way that is not read: ${rule.value.slice(0, 100)}`;
  const number = repetitionAt(start.at, repeat, at);
  if (number < 0) return null;
  const begin = start.at.add({ days: number * repeat.days });
  if (isLeftOut(event, begin.epochMilliseconds, zone)) return null;
  return within(
    event,
    begin,
    start.isDay ? begin.add({ days: Math.round(lasts.total("hour") / 24) }) : begin.add(lasts),
    at,
  );
}

function within(
  event: readonly CalendarLine[],
  start: Temporal.ZonedDateTime,
  end: Temporal.ZonedDateTime,
  at: EpochMs,
): Occurrence | null {
  const [from, to] = [start.epochMilliseconds, end.epochMilliseconds];
  return from <= at && at < to ? { from, to, event } : null;
}

function endOf(
  event: readonly CalendarLine[],
  start: { at: Temporal.ZonedDateTime; isDay: boolean },
  zone: string,
): Temporal.ZonedDateTime | null {
  const line = lineOf(event, "DTEND");
  if (line !== null) return readMoment(line, zone)?.at ?? null;
  const duration = lineOf(event, "DURATION");
  if (duration === null) return start.isDay ? start.at.add({ days: 1 }) : start.at;
  try {
    return start.at.add(Temporal.Duration.from(duration.value));
  } catch {
    return null;
  }
}

function isLeftOut(event: readonly CalendarLine[], from: EpochMs, zone: string): boolean {
  return event
    .filter(({ name }) => name === "EXDATE")
    .flatMap(({ value, parameters }) => value.split(",").map((one) => readMoment({ value: one, parameters }, zone)))
    .some((moment) => moment?.at.epochMilliseconds === from);
}

function personOf({ from, to, event }: Occurrence): CalendarPerson {
  const summary = readText(lineOf(event, "SUMMARY")?.value ?? "").trim();
  const attendee = event.find(({ name, value }) => name === "ATTENDEE" && /@/.test(value));
  const email =
    attendee?.value.replace(/^mailto:/i, "") ??
    /[^\s<>()"',;:]+@[^\s<>()"',;:]+\.[^\s<>()"',;:]+/.exec(summary)?.[0] ??
    null;
  const name = attendee?.parameters.CN ?? (summary === "" ? null : summary);
  return { email, name, summary, from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}

function lineOf(event: readonly CalendarLine[], name: string): CalendarLine | null {
  return event.find((line) => line.name === name) ?? null;
}

function uidOf(event: readonly CalendarLine[]): string {
  return lineOf(event, "UID")?.value ?? "";
}
