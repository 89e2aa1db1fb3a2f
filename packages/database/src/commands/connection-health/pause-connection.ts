import type { EpochMs } from "@signalbox/core";
import { selectRows } from "../../doors/select-rows.ts";
import type { Tx } from "../../doors/transaction.ts";
import { eq, sql } from "../../drizzle.ts";
import { connectionHealth } from "../../schema/connections.ts";
import { releaseParked } from "../attempt/release-parked.ts";

/** Nothing is sent through it until it is resumed or its configuration or credentials change. */
export async function pauseConnection(tx: Tx, connectionId: number, reason: string, now: EpochMs): Promise<void> {
  await tx
    .update(connectionHealth)
    .set({ pausedAt: now, pausedReason: reason, updatedAt: now })
    .where(eq(connectionHealth.connectionId, connectionId));
}

/** Uses a paused connection again and rings for what waited. Returns false where it was not paused. */
export async function resumeConnection(tx: Tx, connectionId: number, now: EpochMs): Promise<boolean> {
  const resumed = await tx
    .update(connectionHealth)
    .set({ pausedAt: null, pausedReason: null, updatedAt: now })
    .where(sql`${eq(connectionHealth.connectionId, connectionId)} and ${connectionHealth.pausedAt} is not null`)
    .returning({ id: connectionHealth.connectionId });
  if (resumed.length === 0) return false;
  await releaseParked(tx, { parkedFor: "paused", connectionId, now });
  return true;
}

/** Whether the connection or one of its credentials was changed since it was paused: then it is worth a new try. */
export async function hasChangedSince(tx: Tx, connectionId: number, since: EpochMs): Promise<boolean> {
  const at = new Date(since).toISOString();
  const rows = await selectRows<{ changed: boolean }>(
    tx,
    sql`select exists (select from connections where id = ${connectionId} and updated_at > ${at}::timestamptz)
          or exists (select from secrets where owner_kind = 'connection' and owner_id = ${connectionId}
                     and retired_at is null and created_at > ${at}::timestamptz) as changed`,
  );
  return rows[0]?.changed === true;
}
