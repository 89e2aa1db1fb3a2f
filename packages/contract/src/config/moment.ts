import type { EpochMs } from "@signalbox/core";
import { Temporal } from "temporal-polyfill";
import { z } from "zod";

const words = 'write a date ("2026-01-01": midnight in the policy\'s time zone) or an instant ("2026-12-06T22:00:00Z")';

/** From when something holds: a date or an instant. */
export const momentText = z.string({ error: words }).refine((text) => readMoment(text, "UTC") !== null, words);

/** An instant with its offset; a date alone would not say the hour. */
export const instantText = z
  .string({ error: 'write an instant with its offset: "2026-12-06T22:00:00Z"' })
  .refine(
    (text) => text.includes("T") && readMoment(text, "UTC") !== null,
    'write an instant with its offset: "2026-12-06T22:00:00Z"',
  );

/** A day of the calendar, whatever the zone. */
export const dayText = z
  .string({ error: 'write a date: "2026-12-25"' })
  .refine(
    (text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && readMoment(text, "UTC") !== null,
    'write a date that exists: "2026-12-25"',
  );

/** A date as its midnight in `timeZone`, an instant as it is; null for anything else. */
export function readMoment(text: string, timeZone: string): EpochMs | null {
  try {
    if (/^\d{4}-\d{2}-\d{2}$/.test(text)) {
      return Temporal.PlainDate.from(text).toZonedDateTime({ timeZone }).epochMilliseconds;
    }
    return /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/.test(text)
      ? Temporal.Instant.from(text).epochMilliseconds
      : null;
  } catch {
    return null;
  }
}

/** The shortest text that `readMoment` reads as this instant: a date where it is midnight in `timeZone`. */
export function printMoment(at: EpochMs, timeZone: string): string {
  const day = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate().toString();
  if (/^\d{4}-/.test(day) && readMoment(day, timeZone) === at) return day;
  return new Date(at).toISOString().replace(".000Z", "Z");
}
