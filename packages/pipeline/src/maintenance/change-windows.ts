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
import { insertProposal } from "../ledger-adjust/exclude-time.ts";

type WindowDeps = { db: Pick<Database, "transaction"> };

/** Adds maintenance windows, each of its own. From its beginning on nobody is paged for its components, and the ledger leaves
 *  its time out where it was announced in time. One that has begun already was announced by nobody: it counts as announced
 *  now, and its time is proposed as an exclusion, which a second person must approve. Returns the id of the first. */
export async function announceWindows(deps: WindowDeps, by: ChangedBy, windows: readonly WindowRow[]): Promise<number> {
  return deps.db.transaction(async (tx) => {
    await lockConfiguration(tx);
    let first: number | null = null;
    for (const window of windows) {
      const hasBegun = window.startsAt <= by.now;
      const id = await insertWindow(tx, by, hasBegun ? { ...window, announcedAt: by.now } : window);
      await tellChange(tx, window, id);
      if (hasBegun) await proposeTheirTime(tx, by, window);
      first ??= id;
    }
    return first!;
  });
}

async function proposeTheirTime(tx: Tx, by: ChangedBy, window: WindowRow): Promise<void> {
  const { componentIds, startsAt, endsAt, announcedAt } = window;
  const told = announcedAt < startsAt ? `, told on ${new Date(announcedAt).toISOString()}` : "";
  const reason = `maintenance that was entered afterwards${told}: ${window.reason}`.slice(0, 1_000);
  for (const componentId of componentIds) {
    await insertProposal(tx, { componentId, startsAt, endsAt, reason, by: by.actor.name }, by.now);
  }
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
