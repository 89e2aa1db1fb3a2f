import type { Temporal } from "temporal-polyfill";
import type { EpochMs } from "../../shared/time.ts";

/** How an event repeats: by so many days or weeks on the wall of its zone, to an end. */
export interface Repeat {
  days: number;
  /** How often it happens as a whole; null: without an end. */
  count: number | null;
  until: EpochMs | null;
}

/** Longer than any rota, and far from where dates end. */
const intervalMax = 1_000;
const weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/** Reads an RRULE as rotas have them: FREQ=DAILY or WEEKLY with INTERVAL, COUNT, UNTIL and at most the weekday of its own start.
 *  Null for any other: it is not guessed. @param until reads the instant of UNTIL */
export function readRepeat(
  rule: string,
  start: Temporal.ZonedDateTime,
  until: (value: string) => EpochMs | null,
): Repeat | null {
  const parts = new Map(rule.split(";").map((part) => part.toUpperCase().split("=") as [string, string]));
  const days = { DAILY: 1, WEEKLY: 7 }[parts.get("FREQ") ?? ""];
  const interval = Number(parts.get("INTERVAL") ?? 1);
  const count = parts.has("COUNT") ? Number(parts.get("COUNT")) : null;
  const end = parts.has("UNTIL") ? until(parts.get("UNTIL") ?? "") : null;
  const known = new Set(["FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY"]);
  const byDay = parts.get("BYDAY");
  const isOwnDay = byDay === undefined || (days === 7 && byDay === weekdays[start.dayOfWeek - 1]);
  if (days === undefined || !isOwnDay || ![...parts.keys()].every((name) => known.has(name))) return null;
  if (!Number.isInteger(interval) || interval < 1 || interval > intervalMax || (count !== null && !(count >= 1)))
    return null;
  if (parts.has("UNTIL") && end === null) return null;
  return { days: days * interval, count, until: end };
}

/** The number of the repetition that is under way at `at` or began last before it, from 0; -1: none yet. */
export function repetitionAt(start: Temporal.ZonedDateTime, repeat: Repeat, at: EpochMs): number {
  if (at < start.epochMilliseconds) return -1;
  const begin = (number: number) => start.add({ days: number * repeat.days }).epochMilliseconds;
  let number = Math.floor((at - start.epochMilliseconds) / (repeat.days * 86_400_000));
  // A change of the clock moves a beginning by an hour against plain days.
  while (begin(number + 1) <= at) number += 1;
  while (number > 0 && begin(number) > at) number -= 1;
  if (repeat.count !== null) number = Math.min(number, repeat.count - 1);
  while (number >= 0 && repeat.until !== null && begin(number) > repeat.until) number -= 1;
  return number;
}
