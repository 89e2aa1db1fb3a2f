import { Buffer } from "node:buffer";
import type { JsonValue } from "./json.ts";
import { parseJson } from "./parse-json.ts";

/** A value that some tools write as JSON inside a text: the JSON where the text is some, else the value as it is. */
export function readEmbedded(value: JsonValue | undefined): JsonValue | undefined {
  if (typeof value !== "string" || !/^\s{0,64}[[{]/.test(value)) return value;
  const parsed = parseJson(Buffer.from(value, "utf8"));
  return parsed.outcome === "read" ? parsed.value : value;
}
