import { Temporal } from "temporal-polyfill";
import type { CalendarBody, WeeklyHours } from "./calendar-body.ts";

/** Minutes of a local day, end exclusive; an end above 1440 is on the next day. */
interface Span {
  startMinute: number;
  endMinute: number;
}

/** By ISO weekday, 1 (Monday) to 7: the spans that begin on it. */
export type Week = readonly (readonly Span[])[];

/** A calendar ready to be asked. Without hours nothing is business or quiet. */
export interface Calendar {
  timeZone: string;
  business: Week;
  quiet: Week;
  holidays: ReadonlySet<string>;
}

export interface CalendarProblem {
  path: readonly (string | number)[];
  message: string;
}

export type CalendarOutcome =
  | { outcome: "parsed"; calendar: Calendar }
  | { outcome: "invalid"; problems: CalendarProblem[] };

const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** Reads a calendar; all problems at once. Never throws. */
export function parseCalendar(body: CalendarBody): CalendarOutcome {
  const problems: CalendarProblem[] = [];
  if (!isTimeZone(body.timeZone)) {
    problems.push({ path: ["timeZone"], message: `"${body.timeZone}" is no time zone; write one as Europe/Berlin` });
  }
  const business = parseWeek(body.businessHours, "businessHours", problems);
  const quiet = parseWeek(body.quietHours, "quietHours", problems);
  for (const [index, day] of (body.holidays ?? []).entries()) {
    if (!isDay(day))
      problems.push({ path: ["holidays", index], message: `"${day}" is no day; write one as 2026-12-25` });
  }
  if (problems.length > 0) return { outcome: "invalid", problems };
  const { timeZone, holidays = [] } = body;
  return { outcome: "parsed", calendar: { timeZone, business, quiet, holidays: new Set(holidays) } };
}

function parseWeek(hours: WeeklyHours | undefined, name: string, problems: CalendarProblem[]): Week {
  const week: Span[][] = Array.from({ length: 8 }, () => []);
  for (const [days, texts] of Object.entries(hours ?? {})) {
    const numbers = readDays(days);
    if (numbers === null) {
      problems.push({ path: [name, days], message: `"${days}" is no day: write mon, mon-fri or daily` });
      continue;
    }
    for (const text of Array.isArray(texts) ? texts : [texts]) {
      const span = readSpan(text);
      if (span === null) {
        problems.push({ path: [name, days], message: `"${text}" are no hours: write them as 08:00-18:00` });
      } else for (const number of numbers) week[number]!.push(span);
    }
  }
  return week;
}

/** ISO weekdays of `mon`, `mon-fri`, `sat-mon` or `daily`. */
function readDays(text: string): number[] | null {
  if (text === "daily") return [1, 2, 3, 4, 5, 6, 7];
  const [from = "", to = from, ...rest] = text.split("-");
  const first = weekdays.indexOf(from);
  const last = weekdays.indexOf(to);
  if (first < 0 || last < 0 || rest.length > 0) return null;
  const length = ((last - first + 7) % 7) + 1;
  return Array.from({ length }, (_, step) => ((first + step) % 7) + 1);
}

function readSpan(text: string): Span | null {
  const match = /^([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/.exec(text);
  if (match === null) return null;
  const startMinute = Number(match[1]) * 60 + Number(match[2]);
  const endOfDay = match[3] === undefined ? 1440 : Number(match[3]) * 60 + Number(match[4]);
  if (endOfDay === startMinute) return null;
  return { startMinute, endMinute: endOfDay > startMinute ? endOfDay : endOfDay + 1440 };
}

function isTimeZone(name: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  try {
    Temporal.PlainDate.from(text, { overflow: "reject" });
    return true;
  } catch {
    return false;
  }
}
