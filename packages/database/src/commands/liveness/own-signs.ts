import type { EpochMs } from "@signalbox/core";
import type { Tx } from "../../doors/transaction.ts";
import { eq, sql } from "../../drizzle.ts";
import { ownSigns } from "../../schema/own-health.ts";

export type OwnSignRow = typeof ownSigns.$inferSelect;

export async function lockOwnSign(tx: Tx, name: string): Promise<OwnSignRow | null> {
  const [found] = await tx.select().from(ownSigns).where(eq(ownSigns.name, name)).for("update");
  return found ?? null;
}

export async function saveOwnSign(tx: Tx, sign: OwnSignRow): Promise<void> {
  const { name, ...measured } = sign;
  await tx.insert(ownSigns).values(sign).onConflictDoUpdate({ target: ownSigns.name, set: measured });
}

/** Forgets signs whose subject is gone: a disk that was replaced, a task of an earlier version. */
export async function forgetOwnSigns(tx: Tx, olderThan: EpochMs): Promise<void> {
  await tx.delete(ownSigns).where(sql`${ownSigns.measuredAt} < ${new Date(olderThan).toISOString()}::timestamptz`);
}

export async function forgetOwnSign(tx: Tx, name: string): Promise<void> {
  await tx.delete(ownSigns).where(eq(ownSigns.name, name));
}

// Any fixed number: only one process watches at a time.
const watchLock = 7_305_806;

/** True where this transaction alone watches. */
export async function tryLockWatch(tx: Tx): Promise<boolean> {
  const found = await tx.execute<{ ours: boolean }>(sql`select pg_try_advisory_xact_lock(${watchLock}) as ours`);
  return found.rows[0]?.ours === true;
}
