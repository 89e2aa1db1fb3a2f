import { type EpochMs, toIso } from "@signalbox/core";
import { selectRows } from "../../doors/select-rows.ts";
import type { Tx } from "../../doors/transaction.ts";
import { sql } from "../../drizzle.ts";

/** The places of the events that deliveries have given already, by the delivery's id. */
export async function findAppliedOrdinals(
  tx: Tx,
  deliveries: readonly { id: string; receivedAt: EpochMs }[],
): Promise<ReadonlyMap<string, ReadonlySet<number>>> {
  const applied = new Map<string, Set<number>>();
  for (const { id, receivedAt } of deliveries) {
    const rows = await selectRows<{ ordinal: number }>(
      tx,
      sql`select ordinal from events where received_at = ${toIso(receivedAt)}::timestamptz and delivery_id = ${id}`,
    );
    applied.set(id, new Set(rows.map((row) => row.ordinal)));
  }
  return applied;
}
