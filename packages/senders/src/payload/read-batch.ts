import { FieldReader, type ReaderOptions } from "./field-reader.ts";
import type { JsonValue } from "./json.ts";

/** More than any body of a real tool holds within its size; past it the work would hold up other deliveries. */
export const batchMax = 5_000;

export type BatchOutcome =
  | { outcome: "read"; items: FieldReader[] }
  | { outcome: "unreadable"; reason: "too large to read" | "unknown shape"; detail: string };

/** One reader for each item of a list that stands at `place` in the payload ("" for the payload itself). */
export function readBatch(list: readonly JsonValue[], place: string, options: ReaderOptions): BatchOutcome {
  if (list.length === 0) return { outcome: "unreadable", reason: "unknown shape", detail: "is an empty list" };
  if (list.length > batchMax) {
    return {
      outcome: "unreadable",
      reason: "too large to read",
      detail: `holds ${list.length} items; at most ${batchMax} are read`,
    };
  }
  const items = list.map((item, index) => new FieldReader(item, { ...options, place: `${place}[${index}]` }));
  return { outcome: "read", items };
}
