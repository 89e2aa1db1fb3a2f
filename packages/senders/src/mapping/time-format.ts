import type { EpochMs } from "@signalbox/core";
import { instantOf } from "../payload/read-time.ts";

/** Reads a text that is written in one format; null where it is not. */
export interface CompiledTimeFormat {
  source: string;
  read(text: string, timeZone: string): EpochMs | null;
}

type Part = "year" | "month" | "day" | "hour" | "minute" | "second" | "fraction" | "half" | "zone";
type Token = { pattern: string; part: Part | null };

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const monthPattern = "(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\\.?";

// The longest first: MMM is no month and a letter.
const tokens: readonly [name: string, token: Token][] = [
  ["YYYY", { pattern: "(\\d{4})", part: "year" }],
  ["YY", { pattern: "(\\d{2})", part: "year" }],
  ["MMMM", { pattern: monthPattern, part: "month" }],
  ["MMM", { pattern: monthPattern, part: "month" }],
  ["MM", { pattern: "(\\d{2})", part: "month" }],
  ["M", { pattern: "(\\d{1,2})", part: "month" }],
  ["DD", { pattern: "(\\d{2})", part: "day" }],
  ["D", { pattern: "(\\d{1,2})", part: "day" }],
  ["dddd", { pattern: "[A-Za-z]{2,9}\\.?", part: null }],
  ["ddd", { pattern: "[A-Za-z]{2,9}\\.?", part: null }],
  ["HH", { pattern: "(\\d{2})", part: "hour" }],
  ["H", { pattern: "(\\d{1,2})", part: "hour" }],
  ["hh", { pattern: "(\\d{2})", part: "hour" }],
  ["h", { pattern: "(\\d{1,2})", part: "hour" }],
  ["mm", { pattern: "(\\d{2})", part: "minute" }],
  ["ss", { pattern: "(\\d{2})", part: "second" }],
  ["S", { pattern: "(\\d{1,9})", part: "fraction" }],
  ["A", { pattern: "([AaPp]\\.?[Mm]\\.?)", part: "half" }],
  ["Z", { pattern: "(Z|UTC|GMT|[+-]\\d{2}:?\\d{2})", part: "zone" }],
];

/** What a format may hold, for people. */
const timeFormatWords = `${tokens.map(([name]) => name).join(" ")}, and any other sign as itself; letters in quotes`;

export type CompileFormatOutcome =
  | { outcome: "compiled"; format: CompiledTimeFormat }
  | { outcome: "invalid"; reason: string };

/** Reads a format such as `DD.MM.YYYY HH:mm:ss` or `MMM D, YYYY 'at' h:mm A Z`. Never throws. */
export function compileTimeFormat(source: string): CompileFormatOutcome {
  const parts: Part[] = [];
  let pattern = "^\\s*";
  for (let at = 0; at < source.length; ) {
    const rest = source.slice(at);
    const quoted = /^'([^']*)'/.exec(rest);
    const token = tokens.find(([name]) => rest.startsWith(name));
    if (quoted !== null) {
      pattern += escapePattern(quoted[1]!);
      at += quoted[0].length;
    } else if (token !== undefined) {
      const [name, { pattern: own, part }] = token;
      if (part !== null && parts.includes(part)) return invalid(`${name} says ${part} a second time`);
      if (part !== null) parts.push(part);
      pattern += own;
      // SSS stands for as many digits as there are.
      at += name === "S" ? /^S+/.exec(rest)![0].length : name.length;
    } else if (/[A-Za-z]/.test(rest[0]!)) {
      return invalid(`${rest[0]} means nothing here: use ${timeFormatWords}`);
    } else {
      pattern += /\s/.test(rest[0]!) ? "\\s+" : escapePattern(rest[0]!);
      at += 1;
    }
  }
  const missing = (["year", "month", "day"] as const).filter((part) => !parts.includes(part));
  if (missing.length > 0) return invalid(`the format has no ${missing.join(", no ")}`);
  const matcher = new RegExp(`${pattern}\\s*$`, "i");
  return {
    outcome: "compiled",
    format: { source, read: (text, timeZone) => readText(matcher, parts, text, timeZone) },
  };
}

function invalid(reason: string): CompileFormatOutcome {
  return { outcome: "invalid", reason };
}

function escapePattern(text: string): string {
  return text.replace(/[^\w\s]/g, "\\$&");
}

const textMax = 128;

function readText(matcher: RegExp, parts: readonly Part[], text: string, timeZone: string): EpochMs | null {
  if (text.length > textMax) return null;
  const found = matcher.exec(text);
  if (found === null) return null;
  const said = new Map(parts.map((part, index) => [part, found[index + 1] ?? ""]));
  const number = (part: Part) => Number(said.get(part) ?? 0);
  const hour = readHour(number("hour"), said.get("half"));
  if (hour === null) return null;
  const milliseconds = Number((said.get("fraction") ?? "").padEnd(3, "0").slice(0, 3));
  const fields = [readYear(said.get("year")!), readMonth(said.get("month")!), number("day")];
  return instantOf([...fields, hour, number("minute"), number("second")], milliseconds, said.get("zone"), timeZone);
}

function readYear(text: string): number {
  return text.length === 2 ? 2000 + Number(text) : Number(text);
}

function readMonth(text: string): number {
  return /^\d/.test(text) ? Number(text) : months.indexOf(text.slice(0, 3).toLowerCase()) + 1;
}

function readHour(hour: number, half: string | undefined): number | null {
  if (half === undefined) return hour;
  if (hour < 1 || hour > 12) return null;
  return (hour % 12) + (/^p/i.test(half) ? 12 : 0);
}
