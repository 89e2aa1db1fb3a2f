import type { Breaker, EpochMs, TurnBook } from "@signalbox/core";
import { and, eq, gt, sql } from "drizzle-orm";
import type { Reader } from "../../doors/select-rows.ts";
import type { Tx } from "../../doors/transaction.ts";
import { connectionHealth } from "../../schema/connections.ts";

export interface ConnectionHealth {
  breaker: Breaker;
  turns: TurnBook;
  pausedAt: EpochMs | null;
  pausedReason: string | null;
}

/** Locks the health of a connection, made on first use. */
export async function lockConnectionHealth(tx: Tx, connectionId: number): Promise<ConnectionHealth> {
  const select = () =>
    tx.select().from(connectionHealth).where(eq(connectionHealth.connectionId, connectionId)).for("update");
  let [row] = await select();
  if (row === undefined) {
    await tx.execute(
      sql`insert into connection_health (connection_id) values (${connectionId}) on conflict do nothing`,
    );
    [row] = await select();
  }
  const { breaker: state, pausedAt, pausedReason, ...rest } = row!;
  const { windowStartedAt, windowCalls, windowFailures, trips, openUntil, probeBy, probeUntil, probeSuccesses } = rest;
  const breaker = {
    state,
    windowStartedAt,
    windowCalls,
    windowFailures,
    trips,
    openUntil,
    probeBy,
    probeUntil,
    probeSuccesses,
  };
  const { nextCallAt, turnsUntil } = rest;
  return { breaker, turns: { nextCallAt, turnsUntil }, pausedAt, pausedReason };
}

/** Since when and why nothing is sent through a connection, as it stands without a lock; null where it is not paused. */
export async function findPause(
  reader: Reader,
  connectionId: number,
): Promise<{ pausedAt: EpochMs; pausedReason: string | null } | null> {
  const { pausedAt, pausedReason } = connectionHealth;
  const [row] = await reader
    .select({ pausedAt, pausedReason })
    .from(connectionHealth)
    .where(eq(connectionHealth.connectionId, connectionId));
  return row?.pausedAt == null ? null : { pausedAt: row.pausedAt, pausedReason: row.pausedReason };
}

/** Counts a call that worked, where that is all that happens: the breaker is closed, and none failed in the window, which
 *  began after `windowFrom`. Returns false where it counted nothing. */
export async function countGoodCall(
  tx: Tx,
  connectionId: number,
  { windowFrom, now }: { windowFrom: EpochMs; now: EpochMs },
): Promise<boolean> {
  const counted = await tx
    .update(connectionHealth)
    .set({ windowCalls: sql`${connectionHealth.windowCalls} + 1`, updatedAt: now })
    .where(
      and(
        eq(connectionHealth.connectionId, connectionId),
        eq(connectionHealth.breaker, "closed"),
        eq(connectionHealth.windowFailures, 0),
        gt(connectionHealth.windowStartedAt, windowFrom),
      ),
    )
    .returning({ id: connectionHealth.connectionId });
  return counted.length > 0;
}

export async function saveBreaker(tx: Tx, connectionId: number, breaker: Breaker, now: EpochMs): Promise<void> {
  const { state, ...rest } = breaker;
  await tx
    .update(connectionHealth)
    .set({ ...rest, breaker: state, updatedAt: now })
    .where(eq(connectionHealth.connectionId, connectionId));
}

export async function saveTurns(tx: Tx, connectionId: number, turns: TurnBook, now: EpochMs): Promise<void> {
  await tx
    .update(connectionHealth)
    .set({ ...turns, updatedAt: now })
    .where(eq(connectionHealth.connectionId, connectionId));
}
