import type { EpochMs } from "@signalbox/core";
import {
  appendJournal,
  type ChangedBy,
  type Database,
  findMonitor,
  findMute,
  insertMute,
  journalMute,
  liftMute,
  listUnresolvedOfMonitor,
  notifyLive,
  releaseParked,
  type Tx,
} from "@signalbox/database";

type MuteDeps = { db: Pick<Database, "transaction"> };

/** Lets nobody be paged for a monitor until then; it ends by itself. Tickets and posts go on as the rules say. Null: there is
 *  no such monitor. */
export async function muteMonitor(
  deps: MuteDeps,
  by: ChangedBy,
  given: { source: string; monitor: string; until: EpochMs; reason: string },
): Promise<number | null> {
  return deps.db.transaction(async (tx) => {
    const monitor = await findMonitor(tx, { sourceKey: given.source, externalId: given.monitor });
    if (monitor === null) return null;
    const id = await insertMute(tx, by, {
      sourceId: monitor.sourceId,
      sourceKey: monitor.source,
      monitorExternalId: monitor.externalId,
      endsAt: given.until,
      reason: given.reason,
    });
    const details = { reason: given.reason, until: new Date(given.until).toISOString() };
    await tellIncidents(tx, by, { ...monitor, verb: "incident.muted", details });
    await notifyLive(tx, "monitor", monitor.externalId.slice(0, 300));
    return id;
  });
}

export type UnmuteOutcome = "lifted" | "over" | "not-found";

/** Ends a mute before its time. Pages that it held back go out for what still is down. */
export async function unmuteMonitor(deps: MuteDeps, by: ChangedBy, id: number): Promise<UnmuteOutcome> {
  return deps.db.transaction(async (tx) => {
    const mute = await findMute(tx, id);
    if (mute === null) return "not-found";
    if ((await liftMute(tx, by, id)) === null) return "over";
    const { source: sourceKey, sourceId, monitorExternalId } = mute;
    await journalMute(tx, by, { happened: "unmuted", sourceKey, monitorExternalId });
    await tellIncidents(tx, by, { sourceId, externalId: monitorExternalId, verb: "incident.unmuted", details: {} });
    await releaseParked(tx, { parkedFor: "silence", now: by.now });
    await notifyLive(tx, "monitor", monitorExternalId.slice(0, 300));
    return "lifted";
  });
}

async function tellIncidents(
  tx: Tx,
  by: ChangedBy,
  told: { sourceId: number; externalId: string; verb: string; details: Record<string, unknown> },
): Promise<void> {
  const ids = await listUnresolvedOfMonitor(tx, told);
  await appendJournal(
    tx,
    ids.map((id) => ({
      at: by.now,
      actorKind: by.actor.kind,
      actor: by.actor.name,
      verb: told.verb,
      subjectKind: "incident",
      subjectId: id,
      details: told.details,
    })),
  );
  for (const id of ids.slice(0, 1)) await notifyLive(tx, "incident", id);
}
