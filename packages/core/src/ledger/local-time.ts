import { Temporal } from "temporal-polyfill";
import { type EpochMs, toIso } from "../shared/time.ts";

interface Offset {
  ms: number;
  text: string;
}

// Clocks are turned on whole quarters of an hour; a million lines ask for the same few thousand.
const quarterMs = 15 * 60_000;
const quartersMax = 50_000;
const remembered = new Map<string, Map<number, Offset>>();

/** What the clock on the wall showed, with its offset: `2026-11-20T09:14:58.123+01:00`; milliseconds only where there are any. */
export function localTime(at: EpochMs, timeZone: string): string {
  const { ms, text } = offsetAt(at, timeZone);
  const wall = toIso(at + ms);
  return `${wall.endsWith(".000Z") ? wall.slice(0, -5) : wall.slice(0, -1).replace(/0+$/, "")}${text}`;
}

function offsetAt(at: EpochMs, timeZone: string): Offset {
  const quarter = Math.floor(at / quarterMs);
  let known = remembered.get(timeZone);
  if (known === undefined || known.size >= quartersMax) {
    known = new Map();
    remembered.set(timeZone, known);
  }
  let offset = known.get(quarter);
  if (offset === undefined) {
    const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
    offset = { ms: local.offsetNanoseconds / 1_000_000, text: local.offset };
    known.set(quarter, offset);
  }
  return offset;
}
