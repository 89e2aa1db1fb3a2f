import type { Breaker, EpochMs, TurnBook } from "@signalbox/core";
import { together } from "../../doors/together.ts";
import type { Tx } from "../../doors/transaction.ts";
import { eq, sql } from "../../drizzle.ts";
import { countCallsUnderWay } from "../../queries/perform/count-calls-under-way.ts";
import { connectionHealth } from "../../schema/connections.ts";

export interface ConnectionHealth {
  breaker: Breaker;
  turns: TurnBook;
  pausedAt: EpochMs | null;
  pausedReason: string | null;
}

/** Locks the health of a connection, made on first use. */
export async function lockConnectionHealth(tx: Tx, connectionId: number): Promise<ConnectionHealth> {
  const [row] = await selectForUpdate(tx, connectionId);
  return readHealth(row ?? (await insertHealth(tx, connectionId)));
}

/** Locks it, and counts how many of its calls other actions have under way, over all processes. */
export async function lockHealthAndCount(
  tx: Tx,
  connectionId: number,
  of: { exceptActionId: string; now: EpochMs },
): Promise<{ health: ConnectionHealth; underWay: number }> {
  const count = () => countCallsUnderWay(tx, connectionId, of);
  const [[row], underWay] = await together(() => selectForUpdate(tx, connectionId), count);
  if (row !== undefined) return { health: readHealth(row), underWay };
  // Nothing was locked while it counted.
  return { health: readHealth(await insertHealth(tx, connectionId)), underWay: await count() };
}

function selectForUpdate(tx: Tx, connectionId: number) {
  return tx.select().from(connectionHealth).where(eq(connectionHealth.connectionId, connectionId)).for("update");
}

async function insertHealth(tx: Tx, connectionId: number): Promise<typeof connectionHealth.$inferSelect> {
  await tx.execute(sql`insert into connection_health (connection_id) values (${connectionId}) on conflict do nothing`);
  const [row] = await selectForUpdate(tx, connectionId);
  return row!;
}

function readHealth(row: typeof connectionHealth.$inferSelect): ConnectionHealth {
  const { breaker: state, pausedAt, pausedReason, ...rest } = row;
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
