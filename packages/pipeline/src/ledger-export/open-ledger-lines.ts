import { type LedgerEntry, ledgerEntry, type PrintOptions } from "@signalbox/core";
import {
  type Database,
  type LedgerFilter,
  type LedgerLine,
  type LedgerSums,
  visitLedgerLines,
} from "@signalbox/database";

export function entryOfLine(line: LedgerLine, print: PrintOptions): LedgerEntry {
  return line.kind === "posting" ? line.posting.entry : ledgerEntry(line.segment, print);
}

/** The entries of a filter some at a time, in the order of the export, with their sums; all of one snapshot. Whoever stops
 *  reading ends it. */
export async function openLedgerEntries(
  db: Pick<Database, "transaction">,
  filter: LedgerFilter,
  print: PrintOptions,
): Promise<{ sums: LedgerSums; entries: AsyncIterable<LedgerEntry[]> }> {
  const { readable, writable } = new TransformStream<LedgerEntry[], LedgerEntry[]>();
  const writer = writable.getWriter();
  const sums = Promise.withResolvers<LedgerSums>();
  const run = async () => {
    await visitLedgerLines(db, filter, {
      begin: sums.resolve,
      visit: (lines) => writer.write(lines.map((line) => entryOfLine(line, print))),
    });
    await writer.close();
  };
  run().catch((error: unknown) => {
    sums.reject(error);
    // A file that ends in the middle must look broken, not short.
    writer.abort(error).catch(() => undefined);
  });
  return { sums: await sums.promise, entries: readable };
}
