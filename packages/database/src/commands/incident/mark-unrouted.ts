import type { Tx } from "../../doors/transaction.ts";
import { sql } from "../../drizzle.ts";

/** Notes why nothing was ordered for incidents that opened. */
export async function markUnrouted(tx: Tx, rows: readonly { id: string; reason: string }[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.execute(sql`
    update incidents i set unrouted = r.reason
    from json_to_recordset(${JSON.stringify(rows)}::json) as r(id uuid, reason text) where i.id = r.id`);
}
