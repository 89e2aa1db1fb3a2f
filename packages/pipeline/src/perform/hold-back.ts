import { type EpochMs, toIso } from "@signalbox/core";
import {
  addPerformJobs,
  appendJournal,
  findSilence,
  holdBackAction,
  type LockedAction,
  notifyLive,
  type Silence,
  type Tx,
} from "@signalbox/database";

/** Whether an action that was not sent meets a silence: nobody is paged in maintenance or for a muted monitor, and what a
 *  rule held back is not sent into maintenance. Null: it may go. */
export async function judgeSilence(tx: Tx, locked: LockedAction, now: EpochMs): Promise<Silence | null> {
  const { action, incidents } = locked;
  if (action.verb !== "create" && action.verb !== "send") return null;
  if (action.state !== "waiting" || action.tries > 0 || action.failureId !== null) return null;
  const isHeld = action.dueAt > action.madeAt;
  if (action.kind !== "page" && !isHeld) return null;
  const running = incidents.filter((one) => !one.hasEnded).map(({ id }) => id);
  const silence = await findSilence(tx, running, now);
  return silence === null || action.kind === "page" || silence.reason === "in maintenance" ? silence : null;
}

/** Lets a page wait for the end of a silence: what still is down then is heard. Told once on each incident. */
export async function holdBackPage(tx: Tx, locked: LockedAction, silence: Silence, now: EpochMs): Promise<string> {
  const { action, incidents } = locked;
  const until = toIso(silence.until);
  const reason = `${silence.reason} until ${until}`;
  const isFirst = await holdBackAction(tx, {
    actionId: action.id,
    reason,
    until: silence.until,
    parkedFor: "silence",
    now,
  });
  await addPerformJobs(tx, [{ id: action.id, kind: action.kind, runAt: silence.until }]);
  if (!isFirst) return reason;
  const told = incidents.filter((one) => !one.hasEnded);
  await appendJournal(
    tx,
    told.map(({ id }) => ({
      at: now,
      actorKind: "system" as const,
      actor: "worker",
      verb: "incident.page-held-back",
      subjectKind: "incident",
      subjectId: id,
      details: { actionId: action.id, reason, window: silence.windowId },
    })),
  );
  for (const { id } of told) await notifyLive(tx, "incident", id);
  return reason;
}
