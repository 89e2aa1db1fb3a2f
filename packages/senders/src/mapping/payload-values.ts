import { compileJsonPath } from "@signalbox/core";
import { isJsonObject, type JsonValue } from "../payload/json.ts";
import { readEmbedded } from "../payload/read-embedded.ts";
import { readPayload } from "../payload/read-payload.ts";

/** A scalar of a payload with the JSON path that finds it. */
export interface PayloadValue {
  path: string;
  value: string | number | boolean;
}

const valuesMax = 300;
const depthMax = 12;
const shownMax = 500;

/** The scalars of a payload in their order, the first 300; those of the first item only, where `list` names a list. JSON in a
 *  text is walked into. */
export function listValues(payload: JsonValue, list: string | null = null): PayloadValue[] {
  const found: PayloadValue[] = [];
  const walk = (value: JsonValue, path: string, depth: number): void => {
    if (found.length >= valuesMax || depth > depthMax || value === null) return;
    if (typeof value === "string") {
      const inner = readEmbedded(value) ?? value;
      if (inner === value) found.push({ path, value: value.slice(0, shownMax) });
      else walk(inner, path, depth + 1);
    } else if (typeof value !== "object") {
      found.push({ path, value });
    } else if (Array.isArray(value)) {
      for (const [index, item] of value.slice(0, 20).entries()) walk(item, `${path}[${index}]`, depth + 1);
    } else {
      for (const key of Object.keys(value)) walk(value[key]!, joinPath(path, key), depth + 1);
    }
  };
  walk(firstItem(payload, list), "$", 0);
  return found;
}

function firstItem(payload: JsonValue, list: string | null): JsonValue {
  if (list === null) return payload;
  const value = compileJsonPath(list)(payload)[0]?.value as JsonValue | undefined;
  return (Array.isArray(value) ? value[0] : value) ?? payload;
}

/** A key in a JSON path; one that holds both kinds of quotes or a backslash can't be written. */
function joinPath(path: string, key: string): string {
  if (/^[A-Za-z_][\w-]*$/.test(key)) return `${path}.${key}`;
  return key.includes('"') ? `${path}['${key}']` : `${path}["${key}"]`;
}

/** What stands at a field that a message names (`alerts[2].status`), as short text; null where nothing does. Where a list is
 *  shorter, its first item stands for the others. */
export function lookUpField(request: Parameters<typeof readPayload>[0], field: string): string | null {
  const payload = readPayload(request);
  if (payload.outcome === "unreadable") return null;
  let value: JsonValue | undefined = payload.value;
  for (const [, name, index] of field.replace(/^\$\.?/, "").matchAll(/([^.[\]]+)|\[(\d+)\]/g)) {
    if (typeof value === "string") value = readEmbedded(value);
    if (index !== undefined) value = Array.isArray(value) ? (value[Number(index)] ?? value[0]) : undefined;
    else value = isJsonObject(value) && Object.hasOwn(value, name!) ? value[name!] : undefined;
  }
  if (value === undefined) return null;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length <= shownMax ? text : `${text.slice(0, shownMax - 1)}…`;
}
