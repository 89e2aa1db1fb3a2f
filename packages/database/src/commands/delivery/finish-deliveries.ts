import { type EpochMs, toIso } from "@signalbox/core";
import type { Tx } from "../../doors/transaction.ts";
import { sql } from "../../drizzle.ts";

export interface FinishedDelivery {
  id: string;
  state: "processed" | "ignored" | "failed";
  /** Why, for `ignored` and `failed`; else null. */
  reason: string | null;
  /** Of the mapping that read it; null: the sender's code alone. */
  mappingVersion: number | null;
}

/** Ends deliveries that wait, and forgets how often they were tried; the caller holds their locks. */
export async function finishDeliveries(tx: Tx, rows: readonly FinishedDelivery[], now: EpochMs): Promise<void> {
  if (rows.length === 0) return;
  await tx.execute(sql`
    with gone as (
      delete from delivery_tries t using json_to_recordset(${JSON.stringify(rows)}::json) as r(id uuid)
      where t.delivery_id = r.id
    )
    update deliveries d set state = r.state, reason = r.reason, finished_at = ${toIso(now)},
      mapping_version = r."mappingVersion"
    from json_to_recordset(${JSON.stringify(rows)}::json) as r(id uuid, state text, reason text, "mappingVersion" integer)
    where d.id = r.id and d.state = 'received'`);
}

/** Lets failed deliveries wait again; returns those that had failed. The reason stays until they end, and tells that they did. */
export async function reopenFailedDeliveries(tx: Tx, ids: readonly string[]): Promise<string[]> {
  const rows = await tx.execute<{ id: string }>(sql`
    update deliveries set state = 'received', finished_at = null
    where id = any(${sql.param([...ids])}::uuid[]) and state = 'failed' returning id`);
  return rows.rows.map((row) => row.id);
}
