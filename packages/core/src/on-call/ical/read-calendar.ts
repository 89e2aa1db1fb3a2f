import { Temporal } from "temporal-polyfill";
import type { Span } from "../../ledger/spans.ts";
import type { EpochMs } from "../../shared/time.ts";
import { type CalendarLine, readLines, readText } from "./read-lines.ts";
import { readMoment } from "./read-moment.ts";
import { type Repeat, readRepeat, repetitionAt } from "./repeat.ts";

/** One event of a calendar, which may come again. */
export interface CalendarEvent {
  uid: string;
  summary: string;
  email: string | null;
  name: string | null;
  start: Temporal.ZonedDateTime;
  /** How long it lasts: whole days, or hours. */
  lasts: Temporal.Duration;
  /** Its first occurrence. */
  first: Span;
  repeat: Repeat | null;
  /** Begins of occurrences that do not count: excepted, or moved by an event of their own. */
  leftOut: ReadonlySet<EpochMs>;
}

export interface OnCallCalendar {
  events: readonly CalendarEvent[];
}

export type ReadCalendarOutcome =
  | { outcome: "read"; calendar: OnCallCalendar }
  | { outcome: "unreadable"; reason: string };

/** Reads an iCalendar (RFC 5545). Never throws; what can't be read for certain is said, not guessed. */
export function readCalendar(text: string): ReadCalendarOutcome {
  const lines = readLines(text);
  if (!lines.some(({ name, value }) => name === "BEGIN" && value.toUpperCase() === "VCALENDAR")) {
    return { outcome: "unreadable", reason: "this is no iCalendar: it does not begin with BEGIN:VCALENDAR" };
  }
  const zone = lines.find(({ name }) => name === "X-WR-TIMEZONE")?.value ?? "UTC";
  const found = eventsOf(lines);
  const moved = movedOf(found, zone);
  const events: CalendarEvent[] = [];
  for (const event of found) {
    if (lineOf(event, "STATUS")?.value.toUpperCase() === "CANCELLED") continue;
    const read = readEvent(event, zone, moved);
    if (typeof read === "string") return { outcome: "unreadable", reason: read };
    events.push(read);
  }
  return { outcome: "read", calendar: { events } };
}

/** When the nth occurrence of an event is; from 0, without a look at how often it comes. */
export function occurrence({ start, lasts, first, repeat }: CalendarEvent, number: number): Span {
  return number === 0 ? first : spanFrom(start.add({ days: number * (repeat?.days ?? 0) }), lasts);
}

function spanFrom(begin: Temporal.ZonedDateTime, lasts: Temporal.Duration): Span {
  return { from: begin.epochMilliseconds, to: begin.add(lasts).epochMilliseconds };
}

/** The number of the occurrence that is under way at an instant or began last before it, from 0; -1: none yet. */
export function occurrenceAt({ start, first, repeat }: CalendarEvent, at: EpochMs): number {
  if (at < first.from) return -1;
  return repeat === null ? 0 : repetitionAt(start, repeat, at);
}

// An occurrence that was moved or changed stands by itself, and the one of its series does not count.
function movedOf(events: readonly CalendarLine[][], zone: string): Map<string, Set<EpochMs>> {
  const moved = new Map<string, Set<EpochMs>>();
  for (const event of events) {
    const own = lineOf(event, "RECURRENCE-ID");
    const moment = own === null ? null : readMoment(own, zone);
    if (moment === null) continue;
    const uid = uidOf(event);
    moved.set(uid, (moved.get(uid) ?? new Set()).add(moment.at.epochMilliseconds));
  }
  return moved;
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

function readEvent(
  event: readonly CalendarLine[],
  zone: string,
  moved: ReadonlyMap<string, ReadonlySet<EpochMs>>,
): CalendarEvent | string {
  const summary = readText(lineOf(event, "SUMMARY")?.value ?? "").trim();
  const title = summary.slice(0, 100);
  const startLine = lineOf(event, "DTSTART");
  const start = startLine === null ? null : readMoment(startLine, zone);
  if (start === null) return `the beginning of "${title}" can't be read, or its time zone is not known`;
  const end = endOf(event, start, zone);
  if (end === null) return `the end of "${title}" can't be read`;
  const rule = lineOf(event, "RRULE");
  const until = (value: string) =>
    readMoment({ value, parameters: {} }, start.at.timeZoneId)?.at.epochMilliseconds ?? null;
  const repeat = rule === null ? null : readRepeat(rule.value, start.at, until);
  if (rule !== null && repeat === null) {
    return `"${title}" repeats in a way that is not read: ${rule.value.slice(0, 100)}`;
  }
  const hours = start.at.until(end, { largestUnit: "hour" });
  const lasts = start.isDay ? Temporal.Duration.from({ days: Math.round(hours.total("hour") / 24) }) : hours;
  const uid = uidOf(event);
  const isSeries = lineOf(event, "RECURRENCE-ID") === null;
  return {
    uid,
    ...personOf(event, summary),
    summary,
    start: start.at,
    lasts,
    first: spanFrom(start.at, lasts),
    repeat,
    leftOut: new Set([
      ...(repeat === null ? [] : exceptionsOf(event, zone)),
      ...(isSeries ? (moved.get(uid) ?? []) : []),
    ]),
  };
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

function exceptionsOf(event: readonly CalendarLine[], zone: string): EpochMs[] {
  return event
    .filter(({ name }) => name === "EXDATE")
    .flatMap(({ value, parameters }) => value.split(",").map((one) => readMoment({ value: one, parameters }, zone)))
    .flatMap((moment) => (moment === null ? [] : [moment.at.epochMilliseconds]));
}

function personOf(event: readonly CalendarLine[], summary: string): Pick<CalendarEvent, "email" | "name"> {
  const attendee = event.find(({ name, value }) => name === "ATTENDEE" && /@/.test(value));
  const email =
    attendee?.value.replace(/^mailto:/i, "") ??
    /[^\s<>()"',;:]+@[^\s<>()"',;:]+\.[^\s<>()"',;:]+/.exec(summary)?.[0] ??
    null;
  return { email, name: attendee?.parameters.CN ?? (summary === "" ? null : summary) };
}

function lineOf(event: readonly CalendarLine[], name: string): CalendarLine | null {
  return event.find((line) => line.name === name) ?? null;
}

function uidOf(event: readonly CalendarLine[]): string {
  return lineOf(event, "UID")?.value ?? "";
}
