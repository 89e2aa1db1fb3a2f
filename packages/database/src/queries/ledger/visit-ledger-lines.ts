import { setImmediate as nextTurn } from "node:timers/promises";
import type { Database } from "../../doors/open-database.ts";
import { readConsistently } from "../../doors/read-consistently.ts";
import { selectRows } from "../../doors/select-rows.ts";
import type { Tx } from "../../doors/transaction.ts";
import { type SQL, sql } from "../../drizzle.ts";
import type { LedgerFilter } from "./ledger-filter.ts";
import { type LedgerLine, type RawPosting, readPosting, selectPostings } from "./ledger-lines.ts";
import { type RawRow, readSegmentRow, selectSegmentsInOrder } from "./ledger-rows.ts";
import { type LedgerSums, sumLedger } from "./ledger-sums.ts";

const linesPerFetch = 250;

/** Hands the sums of the filter to `begin` and all its lines to `visit` in the order of the export, some at a time, all from
 *  one snapshot: what is written meanwhile is not seen, and memory stays flat however slow the reader is (five minutes a
 *  batch at most). */
export async function visitLedgerLines(
  db: Pick<Database, "transaction">,
  filter: LedgerFilter,
  reader: { begin(sums: LedgerSums): void; visit(lines: LedgerLine[]): Promise<void> },
): Promise<void> {
  await db.transaction(async (tx) => {
    await readConsistently(tx);
    await tx.execute(sql`set local idle_in_transaction_session_timeout = '5min'`);
    reader.begin(await sumLedger(tx, filter));
    await visitLines(tx, filter, (lines) => reader.visit(lines));
  });
}

/** The same within the caller's transaction. */
export async function visitLines(
  tx: Tx,
  filter: LedgerFilter,
  visit: (lines: LedgerLine[]) => Promise<void>,
): Promise<void> {
  await visitRows<RawPosting>(tx, selectPostings(filter), (rows) => visit(rows.map(readPosting)));
  await visitRows<RawRow>(tx, selectSegmentsInOrder(filter), (rows) =>
    visit(rows.map((row) => ({ kind: "segment", segment: readSegmentRow(row) }))),
  );
}

async function visitRows<Row>(tx: Tx, query: SQL, visit: (rows: Row[]) => Promise<void>): Promise<void> {
  await tx.execute(sql`declare ledger_lines no scroll cursor for ${query}`);
  const fetch = () => selectRows<Row>(tx, sql`fetch ${sql.raw(String(linesPerFetch))} from ledger_lines`);
  for (let rows = await fetch(); rows.length > 0; ) {
    // Postgres makes the next rows ready while these are written, which takes this whole thread: first the question must be out.
    const [next] = await Promise.all([fetch(), nextTurn().then(() => visit(rows))]);
    rows = next;
  }
  await tx.execute(sql`close ledger_lines`);
}
