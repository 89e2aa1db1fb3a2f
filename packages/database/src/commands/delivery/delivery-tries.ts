import { type EpochMs, toIso } from "@signalbox/core";
import type { Tx } from "../../doors/transaction.ts";
import { sql } from "../../drizzle.ts";

/** How often a delivery threw, and how often its worker was lost, while it was alone in its job. */
export interface DeliveryTries {
  thrown: number;
  lost: number;
}

/** Notes that a delivery is about to be tried alone. A note that still stands means that its worker was lost. */
export async function startLoneTry(tx: Tx, deliveryId: string, now: EpochMs): Promise<DeliveryTries> {
  const rows = await tx.execute<{ thrown: number; lost: number }>(sql`
    insert into delivery_tries as t (delivery_id, alone_since) values (${deliveryId}, ${toIso(now)})
    on conflict (delivery_id) do update set
      lost = t.lost + case when t.alone_since is null then 0 else 1 end, alone_since = excluded.alone_since
    returning thrown, lost`);
  return rows.rows[0]!;
}

/** Notes that a delivery threw while it was alone. Returns how often it did. */
export async function noteThrownTry(tx: Tx, deliveryId: string, error: string): Promise<number> {
  const rows = await tx.execute<{ thrown: number }>(sql`
    insert into delivery_tries as t (delivery_id, thrown, last_error) values (${deliveryId}, 1, ${error})
    on conflict (delivery_id) do update set thrown = t.thrown + 1, alone_since = null, last_error = excluded.last_error
    returning thrown`);
  return rows.rows[0]!.thrown;
}

/** Takes back that it is being tried: the try ended by no fault of the delivery. */
export async function abandonLoneTry(tx: Tx, deliveryId: string): Promise<void> {
  await tx.execute(sql`update delivery_tries set alone_since = null where delivery_id = ${deliveryId}`);
}
