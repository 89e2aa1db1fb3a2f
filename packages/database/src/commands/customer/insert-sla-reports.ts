import type { EpochMs, Period } from "@signalbox/core";
import type { Tx } from "../../doors/transaction.ts";
import { slaReports } from "../../schema/customers.ts";

/** Keeps what customers are told of a month that is being closed. */
export async function insertSlaReports(
  tx: Tx,
  closing: { period: Period; timesClosed: number; madeAt: EpochMs },
  reports: readonly { customerId: number; body: Record<string, unknown> }[],
): Promise<void> {
  if (reports.length > 0) await tx.insert(slaReports).values(reports.map((report) => ({ ...closing, ...report })));
}
