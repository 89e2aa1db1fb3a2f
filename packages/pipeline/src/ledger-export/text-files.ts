import { csvHeader, csvLine, jsonLine, type LedgerEntry } from "@signalbox/core";

const encoder = new TextEncoder();

/** RFC 4180, UTF-8. */
export async function* csvFile(entries: AsyncIterable<LedgerEntry[]>, withBom = false): AsyncGenerator<Uint8Array> {
  yield encoder.encode(`${withBom ? "\ufeff" : ""}${csvHeader}`);
  for await (const some of entries) yield encoder.encode(some.map(csvLine).join(""));
}

/** One JSON object a line, UTF-8. */
export async function* jsonLinesFile(entries: AsyncIterable<LedgerEntry[]>): AsyncGenerator<Uint8Array> {
  for await (const some of entries) yield encoder.encode(some.map(jsonLine).join(""));
}
