import { cleanText, emptyObject, type JsonObject, type JsonValue } from "./json.ts";
import { scanJson } from "./scan-json.ts";

export type ParseOutcome =
  | { outcome: "read"; value: JsonValue }
  | { outcome: "unreadable"; reason: "unparsable" | "too deep" | "too large to read"; detail: string };

const quote = 0x22;
const decoder = new TextDecoder("utf-8");

/**
 * Reads JSON bytes within the bounds of `scanJson`. Numbers that a double can't hold (integers beyond 2^53, 1e400) are kept
 * as their text; a byte order mark is dropped; invalid UTF-8, U+0000 and lone surrogates become U+FFFD; of a key that
 * stands twice the last counts. Never throws.
 */
export function parseJson(bytes: Uint8Array): ParseOutcome {
  const scan = scanJson(bytes);
  switch (scan.outcome) {
    case "too deep":
      return { outcome: "unreadable", reason: "too deep", detail: "the body is nested deeper than 64 levels" };
    case "too large to read":
      return { outcome: "unreadable", reason: "too large to read", detail: "the body holds more than 100,000 values" };
    case "fits":
      break;
  }
  try {
    const parsed = JSON.parse(decoder.decode(quoteNumbers(bytes, scan.longNumbers))) as JsonValue;
    return { outcome: "read", value: withoutPrototypes(parsed, scan.hasOddEscapes) };
  } catch (error) {
    return { outcome: "unreadable", reason: "unparsable", detail: `the body is not valid JSON${placeOf(error)}` };
  }
}

function quoteNumbers(bytes: Uint8Array, places: readonly number[]): Uint8Array {
  if (places.length === 0) return bytes;
  const quoted = new Uint8Array(bytes.length + places.length);
  let to = 0;
  let next = 0;
  for (let from = 0; from < bytes.length; from += 1) {
    if (from === places[next]) {
      quoted[to++] = quote;
      next += 1;
    }
    quoted[to++] = bytes[from]!;
  }
  if (next < places.length) quoted[to] = quote;
  return quoted;
}

/** Changes what the parser just made, in place. Recursion is safe here: the scan has bounded the depth. */
function withoutPrototypes(value: JsonValue, isCleaning: boolean): JsonValue {
  if (typeof value === "string") return isCleaning ? cleanText(value) : value;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) value[index] = withoutPrototypes(value[index]!, isCleaning);
    return value;
  }
  if (isCleaning) return cleanCopy(value);
  Object.setPrototypeOf(value, null);
  for (const key in value) {
    const item = value[key]!;
    if (typeof item === "object" && item !== null) withoutPrototypes(item, isCleaning);
  }
  return value;
}

function cleanCopy(value: JsonObject): JsonObject {
  const copy = emptyObject();
  for (const key of Object.keys(value)) copy[cleanText(key)] = withoutPrototypes(value[key]!, true);
  return copy;
}

/** The parser's message quotes the body; only the place is taken from it. */
function placeOf(error: unknown): string {
  const position = /at position (\d+)/.exec(error instanceof Error ? error.message : "")?.[1];
  return position === undefined ? "" : ` (near character ${position})`;
}
