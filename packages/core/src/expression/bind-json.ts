/** JSON as expressions see it, and how long its longest list or object is. */
export interface BoundJson {
  value: unknown;
  longest: number;
}

export interface BindLimits {
  /** What is nested deeper is null. */
  depthMax: number;
  /** Of a longer list the first so many are seen. */
  itemsMax: number;
}

const textMax = 4_096;

/**
 * Whole numbers as CEL's int, objects as maps: a field named `constructor` or `__proto__` is then a field like any other. Of a
 * longer text the first 4,096 characters are seen.
 */
export function bindJson(json: unknown, { depthMax, itemsMax }: BindLimits): BoundJson {
  let longest = 0;
  const bind = (value: unknown, depth: number): unknown => {
    if (typeof value === "string") return value.length > textMax ? value.slice(0, textMax) : value;
    if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : value;
    if (value === null || typeof value !== "object") return value;
    if (depth > depthMax) return null;
    if (Array.isArray(value)) {
      const items = value.length > itemsMax ? value.slice(0, itemsMax) : value;
      longest = Math.max(longest, items.length);
      return items.map((item) => bind(item, depth + 1));
    }
    const map = new Map<string, unknown>();
    for (const key of Object.keys(value)) map.set(key, bind((value as Record<string, unknown>)[key], depth + 1));
    longest = Math.max(longest, map.size);
    return map;
  };
  return { value: bind(json, 0), longest };
}

/** What an expression gave, as JSON: an int beyond 2^53 is its text, a time is ISO text. */
export function unbindJson(value: unknown): unknown {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (Array.isArray(value)) return value.map(unbindJson);
  if (value instanceof Map) return unbindEntries(value);
  if (typeof value !== "object" || value === null) return value ?? null;
  // What an expression writes out as a map; anything else, such as a duration, is no JSON.
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype ? unbindEntries(Object.entries(value)) : null;
}

function unbindEntries(entries: Iterable<[unknown, unknown]>): Record<string, unknown> {
  const object = Object.create(null) as Record<string, unknown>;
  for (const [key, item] of entries) object[String(key)] = unbindJson(item);
  return object;
}
