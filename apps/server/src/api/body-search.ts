import { setImmediate as nextTurn } from "node:timers/promises";
import { compileJsonPath } from "@signalbox/core";
import { type DeliveryPlace, type Reader, scanBodies } from "@signalbox/database";

/** What a body must hold: at this path this value, compared as text. */
export interface BodyQuery {
  path: string;
  value: string;
}

export interface BodyScan {
  /** Those that hold it, received last first. */
  ids: string[];
  scanned: number;
  /** Where to go on; null: there are no more bodies. */
  next: DeliveryPlace | null;
}

const scannedMax = 5_000;
const longestMs = 2_000;
const atOnce = 100;

/** Reads bodies, newest first, until `limit` hold what is asked for, or so many were read, or so long: whoever asks goes on
 *  from there. */
export async function scanForBodies(
  reader: Reader,
  asked: BodyQuery,
  filter: Omit<Parameters<typeof scanBodies>[1], "bytes">,
  page: { after: DeliveryPlace | null; limit: number },
): Promise<BodyScan> {
  const holds = compileBodyQuery(asked);
  const bytes = plainBytes(asked.value);
  const until = performance.now() + longestMs;
  const scan: BodyScan = { ids: [], scanned: 0, next: page.after };
  while (scan.scanned < scannedMax && performance.now() < until) {
    const rows = await scanBodies(reader, { ...filter, bytes }, { after: scan.next, limit: atOnce });
    for (const { id, receivedAt, body } of rows) {
      scan.scanned += 1;
      scan.next = { receivedAt, id };
      if (body === null) continue;
      if (holds(body)) scan.ids.push(id);
      if (scan.ids.length === page.limit) return scan;
      // Each body can take a while to read; deliveries that come in meanwhile must not wait for all of them.
      await nextTurn();
    }
    if (rows.length < atOnce) return { ...scan, next: null };
  }
  return scan;
}

/** Whether a body holds the value: JSON, or a form read as one level of names. @throws RangeError for no path */
export function compileBodyQuery({ path, value }: BodyQuery): (body: Buffer) => boolean {
  const read = compileJsonPath(path);
  return (body) => {
    const parsed = parseBody(body.toString("utf8"));
    return read(parsed).some(({ value: found }) => typeof found !== "object" && String(found) === value);
  };
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ""));
  } catch {
    return Object.fromEntries(new URLSearchParams(text));
  }
}

/** The longest part of a value that stands in every body with it just so, however its sender writes JSON. */
function plainBytes(value: string): Buffer | null {
  if (/^-?[0-9.]+$/.test(value)) return null;
  const parts = value.match(/[A-Za-z0-9_.: -]+/g) ?? [];
  const longest = parts.toSorted((a, b) => b.length - a.length)[0];
  return longest === undefined ? null : Buffer.from(longest);
}
