import { type SlaReport, slaReport } from "@signalbox/contract";
import type { EpochMs, Period } from "@signalbox/core";
import {
  type CustomerRow,
  type Database,
  insertSlaReports,
  listCustomers,
  loadKeptReports,
  readConsistently,
  type Tx,
} from "@signalbox/database";
import { buildReport, loadMethod } from "./build-report.ts";
import { rememberDowntime } from "./load-downtime.ts";
import { loadReportMonth } from "./month-of-report.ts";

/** The reports of customers about a month, in their order: as they were kept where it is closed, else as it is known now. */
export async function loadSlaReports(
  deps: { db: Pick<Database, "transaction">; now(): EpochMs },
  customers: readonly CustomerRow[],
  period: Period | null,
): Promise<SlaReport[]> {
  return deps.db.transaction(async (tx) => {
    await readConsistently(tx);
    const month = await loadReportMonth(tx, period, deps.now());
    const ids = customers.map(({ id }) => id);
    const kept = month.isClosed ? await loadKeptReports(tx, month.period, ids) : new Map();
    const given = {
      downtimeOf: rememberDowntime(tx, month),
      method: await loadMethod(tx, month),
      basis: month.isClosed ? ("after-closing" as const) : ("provisional" as const),
    };
    const reports: SlaReport[] = [];
    for (const customer of customers) {
      const body = kept.get(customer.id);
      reports.push(body === undefined ? await buildReport(customer, month, given) : slaReport.parse(body));
    }
    return reports;
  });
}

const customersPerBatch = 200;

/** Keeps the report of every customer about a month that is being closed, within the transaction that closes it. */
export async function keepSlaReports(
  tx: Tx,
  closing: { period: Period; timesClosed: number; madeAt: EpochMs },
): Promise<void> {
  const month = await loadReportMonth(tx, closing.period, closing.madeAt);
  const given = {
    downtimeOf: rememberDowntime(tx, month),
    method: await loadMethod(tx, month),
    basis: "final" as const,
  };
  let after: string | null = null;
  do {
    const customers: CustomerRow[] = await listCustomers(tx, { retired: false }, { after, limit: customersPerBatch });
    const reports: { customerId: number; body: SlaReport }[] = [];
    for (const customer of customers) {
      const body = await buildReport(customer, month, given);
      if (body.contracts.length > 0) reports.push({ customerId: customer.id, body });
    }
    await insertSlaReports(tx, closing, reports);
    after = customers.length < customersPerBatch ? null : customers.at(-1)!.key;
  } while (after !== null);
}
