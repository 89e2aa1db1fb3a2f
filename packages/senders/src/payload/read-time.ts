import type { EpochMs } from "@signalbox/core";
import type { JsonValue } from "./json.ts";
import { localInstant } from "./local-instant.ts";

/** `none`: the sender's ways to say "no time" (null, "", 0, -1, Go's zero time). `odd`: something else that is no time here. */
export type TimeOutcome = { outcome: "time"; at: EpochMs } | { outcome: "none" } | { outcome: "odd"; detail: string };

const dayMs = 86_400_000;
const year2000 = Date.UTC(2000, 0, 1);
const isoLike =
  /^(\d{4})([-.])(\d{2})\2(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$/i;
const american = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{1,2}):(\d{2}):(\d{2}) (AM|PM)$/i;

/**
 * The one reader of every sender's times: unix seconds, milli-, micro- and nanoseconds as number or text (told apart by
 * size), ISO 8601 and its relatives, month/day/year with AM or PM. A text without a zone is in `timeZone` (IANA; UTC by
 * default). Instants before 2000 or more than a day after `now` are odd: the receipt then counts instead. Never throws.
 */
export function readTime(
  value: JsonValue | undefined,
  { now, timeZone = "UTC" }: { now: EpochMs; timeZone?: string },
): TimeOutcome {
  if (value === undefined || value === null) return { outcome: "none" };
  if (typeof value === "number") return bounded(fromNumber(value), now);
  if (typeof value !== "string") return { outcome: "odd", detail: "is not a time" };
  const text = value.trim();
  if (/^-?\d{1,24}(?:\.\d{1,9})?$/.test(text)) return bounded(fromDigits(text), now);
  if (text === "" || text.startsWith("0001-01-01T00:00:00")) return { outcome: "none" };
  return bounded(fromText(text, timeZone), now);
}

type Reading = EpochMs | "none" | "not a time";

/** Whether an instant may be one of an event. */
export function boundTime(at: EpochMs, now: EpochMs): TimeOutcome {
  return bounded(at, now);
}

function bounded(reading: Reading, now: EpochMs): TimeOutcome {
  if (reading === "none") return { outcome: "none" };
  if (reading === "not a time" || !Number.isFinite(reading)) return { outcome: "odd", detail: "is not a time" };
  if (reading < year2000) return { outcome: "odd", detail: "lies before 2000" };
  if (reading > now + dayMs) return { outcome: "odd", detail: "lies more than a day in the future" };
  return { outcome: "time", at: reading };
}

function fromNumber(value: number): Reading {
  if (value === 0 || value === -1) return "none";
  if (value < 1e11) return Math.round(value * 1000);
  if (value < 1e14) return Math.round(value);
  return Math.floor(value / (value < 1e17 ? 1e3 : 1e6));
}

/** Whole numbers beyond 2^53 (nanoseconds) are cut as text, so that no digit is lost. */
function fromDigits(text: string): Reading {
  const whole = text.split(".")[0]!;
  return whole.length >= 17 ? Number(BigInt(whole) / 1_000_000n) : fromNumber(Number(text));
}

function fromText(text: string, timeZone: string): Reading {
  const iso = isoLike.exec(text);
  if (iso !== null) {
    const [, year, , month, day, hour, minute, second, fraction, zone] = iso;
    const milliseconds = Number((fraction ?? "").padEnd(3, "0").slice(0, 3));
    const read = instantOf([year, month, day, hour, minute, second ?? 0].map(Number), milliseconds, zone, timeZone);
    return read ?? "not a time";
  }
  const us = american.exec(text);
  if (us === null) return "not a time";
  const [, month, day, year, hour, minute, second, half] = us;
  if (Number(hour) < 1 || Number(hour) > 12) return "not a time";
  const hour24 = (Number(hour) % 12) + (half!.toUpperCase() === "PM" ? 12 : 0);
  return instantOf([year, month, day, hour24, minute, second].map(Number), 0, undefined, timeZone) ?? "not a time";
}

/** The instant of year, month, day, hour, minute and second; null where there is no such. `zone` as ISO writes it. */
export function instantOf(
  fields: readonly number[],
  milliseconds: number,
  zone: string | undefined,
  timeZone: string,
): EpochMs | null {
  const [year, month, day, hour, minute, second] = fields as [number, number, number, number, number, number];
  const asUtc = Date.UTC(year, month - 1, day, hour, minute, second, milliseconds);
  const isReal =
    new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day &&
    month >= 1 &&
    month <= 12 &&
    hour <= 23 &&
    minute <= 59 &&
    second <= 60;
  if (!isReal) return null;
  if (zone === undefined) return localInstant(asUtc, timeZone);
  if (/^[a-z]/i.test(zone)) return asUtc;
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone)!;
  if (Number(hours) > 14 || Number(minutes) > 59) return null;
  return asUtc - (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
