import type { EpochMs, Period } from "@signalbox/core";
import { selectRows } from "../../doors/select-rows.ts";
import type { Tx } from "../../doors/transaction.ts";
import { and, eq, isNotNull, isNull, ne, sql } from "../../drizzle.ts";
import { ledgerPeriods } from "../../schema/ledger.ts";

/** The earliest open month before this one that holds lines; null where there is none. */
export async function findEarlierOpenPeriod(tx: Tx, period: Period): Promise<Period | null> {
  const [row] = await selectRows<{ period: string | null }>(
    tx,
    sql`select min(period) as period from ledger_segments where period < ${period}`,
  );
  return row?.period ?? null;
}

/** A page of the month's segments is a posting by now: they are taken away. */
export async function deletePeriodSegments(tx: Tx, period: Period): Promise<void> {
  await tx.execute(sql`delete from ledger_segments where period = ${period}`);
}

export async function setPeriodClosed(
  tx: Tx,
  period: Period,
  by: { name: string; now: EpochMs; explanations: Record<string, string> },
): Promise<void> {
  await tx
    .update(ledgerPeriods)
    .set({
      status: "closed",
      closedBy: by.name,
      closedAt: by.now,
      explanations: by.explanations,
      timesClosed: sql`${ledgerPeriods.timesClosed} + 1`,
    })
    .where(eq(ledgerPeriods.period, period));
}

/** The first of two people asks for a closed month to be opened again. False where it is open, or was asked already. */
export async function askToReopen(
  tx: Tx,
  period: Period,
  by: { name: string; now: EpochMs; reason: string },
): Promise<boolean> {
  const asked = await tx
    .update(ledgerPeriods)
    .set({ reopenAskedBy: by.name, reopenAskedAt: by.now, reopenReason: by.reason })
    .where(
      and(eq(ledgerPeriods.period, period), eq(ledgerPeriods.status, "closed"), isNull(ledgerPeriods.reopenAskedBy)),
    )
    .returning({ period: ledgerPeriods.period });
  return asked.length > 0;
}

/** The second, another one, opens it. False where nobody asked, or the same person did. */
export async function reopenPeriod(tx: Tx, period: Period, by: { name: string }): Promise<boolean> {
  const opened = await tx
    .update(ledgerPeriods)
    .set({
      status: "open",
      closedBy: null,
      closedAt: null,
      reopenAskedBy: null,
      reopenAskedAt: null,
      reopenReason: null,
    })
    .where(
      and(
        eq(ledgerPeriods.period, period),
        eq(ledgerPeriods.status, "closed"),
        isNotNull(ledgerPeriods.reopenAskedBy),
        ne(ledgerPeriods.reopenAskedBy, by.name),
      ),
    )
    .returning({ period: ledgerPeriods.period });
  return opened.length > 0;
}
