import { isUnsent } from "@signalbox/core";
import {
  appendJournal,
  type LockedAction,
  lockAction,
  moveAction,
  noteObligation,
  notifyLive,
  releaseDraft,
  type Tx,
} from "@signalbox/database";
import type { ByPerson } from "../failure/retry-action.ts";

export type DraftDecision =
  | { outcome: "done" }
  /** It is no draft, or none any more: published, stopped, or no longer needed. */
  | { outcome: "too-late"; state: string };

/** Publishes a draft of a status post now. Of two people at once the first decides. */
export async function publishDraft(
  tx: Tx,
  by: ByPerson & { actionId: string; reason: string },
): Promise<DraftDecision | null> {
  const locked = await lockAction(tx, by.actionId);
  if (locked === null) return null;
  if (!isDraft(locked, by.now) || !(await releaseDraft(tx, by.actionId, by.now))) return tooLate(locked);
  await tellDecision(tx, locked, by, "published");
  return { outcome: "done" };
}

/** Stops a draft of a status post: it is not published, and nothing is posted about this outage of its component any more. */
export async function stopDraft(
  tx: Tx,
  by: ByPerson & { actionId: string; reason: string },
): Promise<DraftDecision | null> {
  const locked = await lockAction(tx, by.actionId);
  if (locked === null) return null;
  const { obligation } = locked;
  if (obligation === null || !isDraft(locked, by.now)) return tooLate(locked);
  const reason = `stopped by ${by.actor.actor}: ${by.reason}`;
  const unsent = obligation.links.filter(isUnsent).map(({ id }) => id);
  await moveAction(tx, unsent, { state: "cancelled", reason, now: by.now });
  // It stays open without anything outside: what opens next in this outage joins it, and posts nothing either.
  await noteObligation(tx, obligation.id, { reason, now: by.now });
  await tellDecision(tx, locked, by, "stopped");
  return { outcome: "done" };
}

function isDraft({ action }: LockedAction, now: number): boolean {
  const isPost = action.kind === "status-post" && action.verb === "create" && action.fields.draftFor !== undefined;
  return isPost && action.state === "waiting" && action.dueAt > now;
}

function tooLate({ action }: LockedAction): DraftDecision {
  return { outcome: "too-late", state: action.state };
}

async function tellDecision(
  tx: Tx,
  { action, obligation }: LockedAction,
  by: ByPerson & { reason: string },
  decision: "published" | "stopped",
): Promise<void> {
  const incidentId = obligation?.incidentId ?? action.incidentId;
  if (incidentId === null) return;
  await appendJournal(tx, {
    ...by.actor,
    at: by.now,
    verb: `draft.${decision}`,
    subjectKind: "incident",
    subjectId: incidentId,
    details: { actionId: action.id, reason: by.reason },
  });
  await notifyLive(tx, "incident", incidentId);
  if (obligation !== null) await notifyLive(tx, "obligation", obligation.id);
}
