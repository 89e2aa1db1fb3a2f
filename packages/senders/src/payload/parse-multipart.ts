import { cleanText, emptyObject } from "./json.ts";
import type { ParseOutcome } from "./parse-json.ts";

const partsMax = 1_000;
const decoder = new TextDecoder("utf-8");

/**
 * Reads multipart/form-data into text fields by the boundary of its first line, so that no header is needed. Parts without
 * a name are left out; of a name that stands twice the last counts. At most 1,000 parts. Never throws.
 */
export function parseMultipart(bytes: Uint8Array): ParseOutcome {
  const text = decoder.decode(bytes).trimStart();
  const boundary = text.slice(0, Math.max(text.indexOf("\n"), 0)).trimEnd();
  if (boundary.length < 3 || boundary.length > 72) return unparsable("the multipart body has no boundary");
  const parts = `\n${text}`.split(`\n${boundary}`, partsMax + 3);
  if (parts.length > partsMax + 2) {
    return { outcome: "unreadable", reason: "too large to read", detail: "the body holds more than 1,000 parts" };
  }
  const form = emptyObject();
  for (const part of parts) {
    const [, lineEnd, headers] = /^(\r?\n)((?:[^\r\n]{1,1000}\r?\n){1,20})\r?\n/.exec(part) ?? [];
    const name = /;\s{0,8}name="([^"]{1,512})"/i.exec(headers ?? "")?.[1];
    if (lineEnd === undefined || headers === undefined || name === undefined) continue;
    const value = part.slice(2 * lineEnd.length + headers.length);
    form[cleanText(name)] = cleanText(value.endsWith("\r") ? value.slice(0, -1) : value);
  }
  return Object.keys(form).length === 0
    ? unparsable("the multipart body has no field")
    : { outcome: "read", value: form };
}

function unparsable(detail: string): ParseOutcome {
  return { outcome: "unreadable", reason: "unparsable", detail };
}
