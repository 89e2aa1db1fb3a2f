import { type EpochMs, toIso } from "@signalbox/core";
import { selectRows } from "../../doors/select-rows.ts";
import type { Tx } from "../../doors/transaction.ts";
import { sql } from "../../drizzle.ts";

/** Whether a source has a delivery that failed at or after `since` and was not retried. */
export async function hasFailedDeliveries(tx: Tx, sourceId: number, since: EpochMs): Promise<boolean> {
  const rows = await selectRows<{ found: boolean }>(
    tx,
    sql`select exists (select 1 from deliveries where source_id = ${sourceId} and state = 'failed'
          and finished_at >= ${toIso(since)}::timestamptz) as found`,
  );
  return rows[0]!.found;
}
