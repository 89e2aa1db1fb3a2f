import { type EpochMs, type Period, periodSpan } from "@signalbox/core";
import { type Reader, selectRows } from "../../doors/select-rows.ts";
import type { Tx } from "../../doors/transaction.ts";
import { asc, desc, eq, gt, sql } from "../../drizzle.ts";
import { readInstant } from "../../schema/column-types.ts";
import { ledgerPeriods } from "../../schema/ledger.ts";

export type PeriodRow = typeof ledgerPeriods.$inferSelect;

export async function findPeriod(reader: Reader, period: Period): Promise<PeriodRow | null> {
  const [row] = await reader.select().from(ledgerPeriods).where(eq(ledgerPeriods.period, period));
  return row ?? null;
}

/** Newest first. */
export async function listPeriods(reader: Reader): Promise<PeriodRow[]> {
  return reader.select().from(ledgerPeriods).orderBy(desc(ledgerPeriods.period));
}

/** Months that hold provisional lines. */
export async function listOpenPeriods(reader: Reader): Promise<Period[]> {
  const rows = await selectRows<{ period: string }>(reader, sql`select distinct period from ledger_segments`);
  return rows.map(({ period }) => period);
}

/** Months that were closed once: their lines are postings, whether or not somebody has opened them again. */
export async function listPostedPeriods(reader: Reader): Promise<Map<Period, PeriodRow>> {
  const rows = await reader
    .select()
    .from(ledgerPeriods)
    .where(gt(ledgerPeriods.timesClosed, 0))
    .orderBy(asc(ledgerPeriods.period));
  return new Map(rows.map((row) => [row.period, row]));
}

/** End of the last month that is closed; null while none is. */
export async function findClosedUntil(reader: Reader): Promise<EpochMs | null> {
  const [row] = await selectRows<{ at: string | null }>(
    reader,
    sql`select max(ends_at) as at from ledger_periods where status = 'closed'`,
  );
  return row?.at == null ? null : readInstant(row.at);
}

/** The row of a month, made where there is none, locked until the transaction ends. */
export async function lockPeriod(tx: Tx, period: Period, timeZone: string): Promise<PeriodRow> {
  const { from, to } = periodSpan(period, timeZone);
  await tx.insert(ledgerPeriods).values({ period, startsAt: from, endsAt: to }).onConflictDoNothing();
  const [row] = await tx.select().from(ledgerPeriods).where(eq(ledgerPeriods.period, period)).for("update");
  return row!;
}
