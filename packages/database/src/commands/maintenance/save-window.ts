import type { EpochMs } from "@signalbox/core";
import type { Tx } from "../../doors/transaction.ts";
import { and, eq, gt, isNull, lt } from "../../drizzle.ts";
import { maintenanceWindows } from "../../schema/maintenance.ts";
import { type ChangedBy, journalChange } from "../configuration/changed-by.ts";

export type WindowRow = {
  componentIds: number[];
  startsAt: EpochMs;
  endsAt: EpochMs;
  announcedAt: EpochMs;
  reason: string;
};

export async function insertWindow(tx: Tx, by: ChangedBy, window: WindowRow): Promise<number> {
  const made = await tx
    .insert(maintenanceWindows)
    .values({ ...window, createdBy: by.actor.name, createdAt: by.now })
    .returning({ id: maintenanceWindows.id });
  await journalChange(tx, by, "maintenance-window", String(made[0]!.id), "announced", { reason: window.reason });
  return made[0]!.id;
}

/** Changes what is said about a window, not its times. */
export async function updateWindow(
  tx: Tx,
  by: ChangedBy,
  id: number,
  said: Pick<WindowRow, "announcedAt" | "reason">,
): Promise<void> {
  await tx.update(maintenanceWindows).set(said).where(eq(maintenanceWindows.id, id));
  await journalChange(tx, by, "maintenance-window", String(id), "updated", { reason: said.reason });
}

/** False where it was cancelled before. */
export async function cancelWindow(tx: Tx, by: ChangedBy, id: number, reason?: string): Promise<boolean> {
  const cancelled = await tx
    .update(maintenanceWindows)
    .set({ cancelledAt: by.now })
    .where(and(eq(maintenanceWindows.id, id), isNull(maintenanceWindows.cancelledAt)))
    .returning({ id: maintenanceWindows.id });
  if (cancelled.length === 0) return false;
  await journalChange(tx, by, "maintenance-window", String(id), "cancelled", reason === undefined ? {} : { reason });
  return true;
}

/** Ends one that is running before its time. False where it is not running. */
export async function endWindowEarly(tx: Tx, by: ChangedBy, id: number, reason: string): Promise<boolean> {
  const ended = await tx
    .update(maintenanceWindows)
    .set({ endedAt: by.now, endedBy: by.actor.name })
    .where(
      and(
        eq(maintenanceWindows.id, id),
        isNull(maintenanceWindows.cancelledAt),
        isNull(maintenanceWindows.endedAt),
        lt(maintenanceWindows.startsAt, by.now),
        gt(maintenanceWindows.endsAt, by.now),
      ),
    )
    .returning({ id: maintenanceWindows.id });
  if (ended.length === 0) return false;
  await journalChange(tx, by, "maintenance-window", String(id), "ended", { reason });
  return true;
}
