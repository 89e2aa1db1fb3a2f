import type { EpochMs } from "@signalbox/core";
import type { Tx } from "../../doors/transaction.ts";
import { and, eq, isNull, sql } from "../../drizzle.ts";
import { drills } from "../../schema/drills.ts";
import { type ChangedBy, journalChange } from "../configuration/changed-by.ts";

export type DrillRow = typeof drills.$inferSelect;
export type DrillSettings = Pick<
  DrillRow,
  | "key"
  | "name"
  | "way"
  | "sourceId"
  | "monitor"
  | "pageToken"
  | "componentId"
  | "connectionId"
  | "openWithinMs"
  | "closeWithinMs"
  | "schedule"
  | "chaos"
  | "pagerConnectionId"
  | "nextDueAt"
>;

/** Makes a drill (`revision` 0), or changes the one of that key and revision; one that is retired comes back by that. False where
 *  somebody was there before. */
export async function saveDrill(tx: Tx, by: ChangedBy, drill: DrillSettings, revision: number): Promise<boolean> {
  const values = { ...drill, updatedAt: by.now, retiredAt: null };
  const [saved] =
    revision === 0
      ? await tx
          .insert(drills)
          .values({ ...values, createdAt: by.now })
          .onConflictDoNothing({ target: drills.key })
          .returning({ revision: drills.revision })
      : await tx
          .update(drills)
          .set({ ...values, revision: sql`${drills.revision} + 1` })
          .where(and(eq(drills.key, drill.key), eq(drills.revision, revision)))
          .returning({ revision: drills.revision });
  if (saved === undefined) return false;
  await journalChange(tx, by, "drill", drill.key, saved.revision === 1 ? "created" : "updated");
  return true;
}

/** Takes a drill out of use; its runs stay. False where it is not in use. */
export async function retireDrill(tx: Tx, by: ChangedBy, key: string): Promise<boolean> {
  const [retired] = await tx
    .update(drills)
    .set({ retiredAt: by.now, nextDueAt: null, updatedAt: by.now, revision: sql`${drills.revision} + 1` })
    .where(and(eq(drills.key, key), isNull(drills.retiredAt)))
    .returning({ id: drills.id });
  if (retired === undefined) return false;
  await journalChange(tx, by, "drill", key, "retired");
  return true;
}

/** Drills that are due, each locked until the transaction ends; those that another process has just now are left out. */
export async function lockDueDrills(tx: Tx, now: EpochMs): Promise<DrillRow[]> {
  return tx
    .select()
    .from(drills)
    .where(sql`${drills.nextDueAt} <= ${new Date(now).toISOString()}::timestamptz`)
    .orderBy(drills.id)
    .for("update", { skipLocked: true });
}

/** When a drill runs by itself next; null: never. */
export async function setNextDue(tx: Tx, drillId: number, nextDueAt: EpochMs | null): Promise<void> {
  await tx.update(drills).set({ nextDueAt }).where(eq(drills.id, drillId));
}
