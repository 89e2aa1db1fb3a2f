import type { Breaker, EpochMs, TurnBook } from "@signalbox/core";
import type { Tx } from "../../doors/transaction.ts";
import { eq, sql } from "../../drizzle.ts";
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
