import type { EpochMs } from "@signalbox/core";
import { z } from "zod";
import { momentText, readMoment } from "./moment.ts";

/** When a setting holds: from the beginning of time, or from a date on; until further notice, or until a date. */
export const heldFields = { from: momentText.exactOptional(), until: momentText.exactOptional() };

export interface Held {
  from?: string;
  until?: string;
}

/** One entry or a list of them, as a list. */
export function asList<T>(given: T | readonly T[]): readonly T[] {
  return Array.isArray(given) ? (given as readonly T[]) : [given as T];
}

/** A setting that may change at a date: one entry, or a list in order of time. */
export function dated<T extends z.ZodType>(entry: T, words: string) {
  return z.union([entry, z.array(entry).min(1, "the list is empty: leave the key out instead")], { error: words });
}

/** Epoch milliseconds of an entry's ends; `from` left out is 1970-01-01T00:00:00Z, `until` left out is null. */
export function heldSpan(held: Held, timeZone: string): { from: EpochMs; until: EpochMs | null } {
  const from = held.from === undefined ? 0 : readMoment(held.from, timeZone);
  const until = held.until === undefined ? null : readMoment(held.until, timeZone);
  if (from === null || (held.until !== undefined && until === null)) throw new RangeError("not a checked moment");
  return { from, until };
}

/** What is wrong with a list of dated entries: `index` is the entry to look at. */
export function judgeDated(
  entries: readonly Held[],
  timeZone: string,
): { index: number; field: "from" | "until"; message: string }[] {
  const found: { index: number; field: "from" | "until"; message: string }[] = [];
  const spans = entries.map((entry) => heldSpan(entry, timeZone));
  spans.forEach((span, index) => {
    if (span.until !== null && span.until <= span.from) {
      found.push({ index, field: "until", message: "it ends before it begins: until must be later than from" });
    }
    const before = spans[index - 1];
    if (before === undefined) return;
    if (span.from === before.from) {
      found.push({ index, field: "from", message: "two values begin at the same time: give each its own from" });
    } else if (span.from < before.from) {
      found.push({
        index,
        field: "from",
        message: "write the values in order of time: this one begins before the one above it",
      });
    } else if (before.until !== null && span.from < before.until) {
      found.push({
        index,
        field: "from",
        message: "two values hold at once: the one above it ends later than this one begins",
      });
    }
  });
  return found;
}
