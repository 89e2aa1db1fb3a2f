import type { EpochMs } from "@signalbox/core";

const formats = new Map<string, Intl.DateTimeFormat | null>();
const dayMs = 86_400_000;

/**
 * The instant at which a clock in `timeZone` shows what `asUtc` shows in UTC. In the hour that a zone lives twice it is
 * the first; a time that a zone skips is moved forward by what is skipped. Null for a zone that is not known.
 */
export function localInstant(asUtc: EpochMs, timeZone: string): EpochMs | null {
  if (timeZone === "UTC") return asUtc;
  const format = formatFor(timeZone);
  if (format === null) return null;
  const before = offsetAt(format, asUtc - dayMs);
  const after = offsetAt(format, asUtc + dayMs);
  const candidates = [asUtc - before, asUtc - after].filter((at) => at + offsetAt(format, at) === asUtc);
  return candidates.length === 0 ? asUtc - before : Math.min(...candidates);
}

function offsetAt(format: Intl.DateTimeFormat, at: EpochMs): number {
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const shown = Date.UTC(parts.year!, parts.month! - 1, parts.day, parts.hour, parts.minute, parts.second);
  return shown - Math.floor(at / 1000) * 1000;
}

function formatFor(timeZone: string): Intl.DateTimeFormat | null {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = makeFormat(timeZone);
    formats.set(timeZone, format);
  }
  return format;
}

function makeFormat(timeZone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch {
    return null;
  }
}
