import { connectionKindByKey } from "@signalbox/connections";
import type { EpochMs } from "@signalbox/core";
import {
  addPerformJobs,
  appendJournal,
  endApproval,
  findLastApproval,
  type JournalEntry,
  type LockedAction,
  loadConnectionForCall,
  lockAction,
  restartAction,
  resumeConnection,
  type Tx,
} from "@signalbox/database";
import { endPage } from "../page/end-page.ts";
import { endLink } from "../perform/advance-chain.ts";

export interface ByPerson {
  actor: Pick<JournalEntry, "actorKind" | "actor">;
  now: EpochMs;
}

/** Tries an action again now, by the same idempotency key. False where it has ended well or is under way. */
export async function retryAction(tx: Tx, by: ByPerson & { actionId: string }): Promise<boolean> {
  const locked = await lockAction(tx, by.actionId);
  if (locked === null || !["failed", "unknown", "waiting"].includes(locked.action.state)) return false;
  const { action } = locked;
  // A remediation is never run again by itself: whoever tries it again orders it anew, and somebody else says yes.
  const isInDoubt = action.kind !== "remediate" && action.state !== "waiting" && (await mayHaveHappened(tx, locked));
  const state = isInDoubt ? "unknown" : "waiting";
  if (action.connectionId !== null) await resumeConnection(tx, action.connectionId, by.now);
  await restartAction(tx, action.id, { state, by: by.actor.actor, now: by.now });
  await addPerformJobs(tx, [{ id: action.id, kind: action.kind, runAt: by.now }]);
  await appendJournal(tx, {
    ...by.actor,
    at: by.now,
    verb: "action.retried",
    subjectKind: "action",
    subjectId: action.id,
    details: { was: action.state },
  });
  return true;
}

/** Says what became of an action that a person has looked at: done by hand (with its id there), or not needed. False where
 *  it has ended or is under way. */
export async function settleAction(
  tx: Tx,
  by: ByPerson & {
    actionId: string;
    as: "done" | "cancelled";
    externalId?: string | undefined;
    reason: string;
    newId(): string;
  },
): Promise<boolean> {
  const asked = await findLastApproval(tx, by.actionId);
  if (asked?.status === "pending" && asked.pageId !== null) await endPage(by, tx, asked.pageId, by);
  const locked = await lockAction(tx, by.actionId);
  if (locked === null || !["failed", "unknown", "waiting", "needs_approval"].includes(locked.action.state))
    return false;
  if (asked !== null)
    await endApproval(tx, asked.id, { status: "void", by: by.actor.actor, reason: by.reason, now: by.now });
  await endLink(tx, locked, { state: by.as, reason: by.reason, externalId: by.externalId, now: by.now });
  await appendJournal(tx, {
    ...by.actor,
    at: by.now,
    verb: `action.settled-as-${by.as}`,
    subjectKind: "action",
    subjectId: by.actionId,
    details: { reason: by.reason, ...(by.externalId === undefined ? {} : { externalId: by.externalId }) },
  });
  return true;
}

// Where the target can tell, it is asked before anything is sent a second time; else the person has decided.
async function mayHaveHappened(tx: Tx, locked: LockedAction): Promise<boolean> {
  const { action, attempts } = locked;
  // A gateway's answer is kept as a refusal: that it left a doubt is told by the action alone.
  const isDoubtful =
    action.state === "unknown" ||
    attempts.some((attempt) => attempt.outcome === "unknown" && attempt.step === action.verb);
  const connection = action.connectionId === null ? null : await loadConnectionForCall(tx, action.connectionId);
  const kind = connection === null ? null : connectionKindByKey(connection.kind);
  const config = kind?.configSchema.safeParse(connection?.config);
  if (!isDoubtful || kind === null || config?.success !== true) return false;
  return kind.grade(config.data) === "A" || kind.capabilities(config.data).find;
}
