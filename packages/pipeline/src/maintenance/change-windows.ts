import type { EpochMs } from "@signalbox/core";
import {
  bumpConfigRevision,
  type ChangedBy,
  cancelWindow,
  type Database,
  endWindowEarly,
  findWindow,
  insertWindow,
  lockConfiguration,
  markComponentsDirty,
  notifyLive,
  releaseParked,
  type Tx,
  type WindowRow,
} from "@signalbox/database";

type WindowDeps = { db: Pick<Database, "transaction"> };

/** Adds a maintenance window. From its beginning on nobody is paged for its components, and the ledger leaves its time out
 *  where it was announced in time. Returns its id. */
export async function announceWindow(deps: WindowDeps, by: ChangedBy, window: WindowRow): Promise<number> {
  return deps.db.transaction(async (tx) => {
    await lockConfiguration(tx);
    const id = await insertWindow(tx, by, window);
    await tellChange(tx, window, id);
    return id;
  });
}

export type EndOutcome = "cancelled" | "ended" | "over" | "not-found";

/** Ends a window now, or takes it back where it has not begun. Pages that it held back go out for what still is down. */
export async function endWindow(deps: WindowDeps, by: ChangedBy, id: number, reason: string): Promise<EndOutcome> {
  return deps.db.transaction(async (tx) => {
    await lockConfiguration(tx);
    const window = await findWindow(tx, id);
    if (window === null) return "not-found";
    const isUpcoming = window.startsAt >= by.now;
    const isDone = isUpcoming ? await cancelWindow(tx, by, id, reason) : await endWindowEarly(tx, by, id, reason);
    if (!isDone) return "over";
    await tellChange(tx, window, id);
    await releaseParked(tx, { parkedFor: "silence", now: by.now });
    return isUpcoming ? "cancelled" : "ended";
  });
}

async function tellChange(
  tx: Tx,
  window: { componentIds: readonly number[]; startsAt: EpochMs; endsAt: EpochMs },
  id: number,
) {
  const mark = { from: window.startsAt, to: window.endsAt };
  await markComponentsDirty(tx, new Map(window.componentIds.map((one) => [one, mark])));
  await bumpConfigRevision(tx);
  await notifyLive(tx, "maintenance", String(id));
}
