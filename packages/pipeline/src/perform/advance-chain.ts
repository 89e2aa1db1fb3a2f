import {
  closingLink,
  type EpochMs,
  isUnsent,
  lastOpening,
  nextLink,
  type ObligationKind,
  sayAction,
} from "@signalbox/core";
import {
  addPerformJobs,
  appendJournal,
  type ConnectionForCall,
  endObligation,
  keepExternalId,
  type LockedAction,
  moveAction,
  never,
  notifyLive,
  raiseFailure,
  type Tx,
  together,
} from "@signalbox/database";
import { concludeFailurePage } from "../failure/conclude-failure-page.ts";
import { scheduleEscalation } from "../page/schedule-escalation.ts";
import { concludeRunOf } from "../remediate/conclude-run.ts";
import type { PerformDeps } from "./perform-deps.ts";
import { settleWhatWorks } from "./settle-what-works.ts";

interface LinkEnd {
  state: "done" | "cancelled" | "failed";
  reason: string;
  externalId?: string | undefined;
  externalUrl?: string | undefined;
  /** What was opened is not there any more. */
  isLost?: boolean;
  now: EpochMs;
}

/** Ends an action, does to its obligation what follows, and rings for the next link of the chain. The locks are held. */
export async function endLink(tx: Tx, locked: LockedAction, end: LinkEnd): Promise<void> {
  const { action, obligation } = locked;
  const { state, reason, now } = end;
  await together(
    () => moveAction(tx, action.id, { state, reason, now }),
    async () => state === "done" && settleWhatWorks(tx, action, now),
    () => concludeFailurePage(tx, action, { isDone: state === "done", now }),
    () => keepPlace(tx, obligation, end),
    () => noteEnd(tx, locked, end),
  );
  if (obligation === null) {
    if (action.incidentId !== null) await notifyLive(tx, "incident", action.incidentId);
    return;
  }
  const links = obligation.links.map((link) => (link.id === action.id ? { ...link, state } : link));
  await concludeObligation(tx, locked, links, end);
  const next = nextLink({ links });
  const nextRow = obligation.links.find((link) => link.id === next?.id);
  if (nextRow !== undefined && nextRow.nextTryAt !== never) {
    await addPerformJobs(tx, [{ id: nextRow.id, kind: action.kind, runAt: Math.max(nextRow.nextTryAt, now) }]);
  }
  await notifyLive(tx, "obligation", obligation.id);
  await notifyLive(tx, "incident", obligation.incidentId);
}

async function keepPlace(tx: Tx, obligation: LockedAction["obligation"], end: LinkEnd): Promise<void> {
  const { externalId = null, externalUrl = null, now } = end;
  if (obligation === null || (end.externalId === undefined && end.externalUrl === undefined)) return;
  await keepExternalId(tx, obligation.id, { externalId, externalUrl, now });
}

async function noteEnd(tx: Tx, { action, obligation }: LockedAction, end: LinkEnd): Promise<void> {
  const verb = obligation === null ? null : journalVerb(action.verb, end);
  if (obligation === null || verb === null) return;
  await appendJournal(tx, {
    at: end.now,
    actorKind: "system",
    actor: "worker",
    verb,
    subjectKind: "obligation",
    subjectId: obligation.id,
    details: {
      actionId: action.id,
      incidentId: obligation.incidentId,
      reason: end.reason,
      externalId: end.externalId ?? obligation.externalId,
    },
  });
}

type Links = NonNullable<LockedAction["obligation"]>["links"];

async function concludeObligation(tx: Tx, locked: LockedAction, links: Links, end: LinkEnd): Promise<void> {
  const { action, obligation, incidents } = locked;
  if (obligation === null || obligation.status !== "open") return;
  const { now, reason } = end;
  if (end.isLost) return endObligation(tx, obligation.id, { status: "lost", reason, now });
  // A person may say that nothing is left to close.
  const isOver = incidents.every((one) => one.hasEnded);
  if (action.verb === "close" && (end.state === "done" || (end.state === "cancelled" && isOver))) {
    const openedAgain = links
      .slice(links.findIndex((link) => link.id === action.id) + 1)
      .some((link) => link.verb === "reopen");
    if (!openedAgain) await endObligation(tx, obligation.id, { status: "settled", reason, now });
    return;
  }
  // What was closed stays closed where its re-opening is not wanted after all.
  const staysClosed = action.verb === "reopen" && end.state === "cancelled" && closingLink(links)?.state === "done";
  if (!staysClosed && !isEmpty(obligation.kind, links)) return;
  const unsent = links.filter(isUnsent);
  await moveAction(
    tx,
    unsent.map((link) => link.id),
    { state: "cancelled", reason: staysClosed ? "it stays closed" : "nothing was opened", now },
  );
  for (const link of unsent) link.state = "cancelled";
  const wasOpened = links.some((link) => link.verb === "create" && link.state === "done");
  await endObligation(tx, obligation.id, { status: wasOpened ? "settled" : "cancelled", reason, now });
}

// It never came to be, and nothing will make it: its opening was cancelled, or given up when all is over. What is wanted on
// record stays: it may be tried again by hand.
function isEmpty(kind: ObligationKind, links: Links): boolean {
  const opening = lastOpening(links);
  if (opening === null) return true;
  const closing = closingLink(links);
  const isOnRecord = opening.always && kind !== "page";
  return opening.state === "failed" && !isOnRecord && closing !== null && isUnsent(closing);
}

function journalVerb(verb: LockedAction["action"]["verb"], end: LinkEnd): string | null {
  if (end.isLost) return "obligation.lost";
  if (end.state !== "done") return verb === "create" ? `obligation.create-${end.state}` : null;
  if (verb === "create") return "obligation.opened";
  if (verb === "close") return "obligation.settled";
  return verb === "reopen" ? "obligation.reopened" : null;
}

/** No further try: a person must look. `needsDecision`: it may have been carried out, and only a person can tell. */
export async function giveUp(
  deps: PerformDeps,
  tx: Tx,
  locked: LockedAction,
  connection: Pick<ConnectionForCall, "id" | "key"> | null,
  given: { reason: string; now: EpochMs; needsDecision?: boolean },
): Promise<void> {
  const { action } = locked;
  const { reason, now } = given;
  if (connection !== null) {
    const result = given.needsDecision ? "unknown" : "failed";
    await concludeRunOf(deps, tx, locked, connection, { result, reason, now });
  }
  if (given.needsDecision && action.failureId === null)
    await moveAction(tx, action.id, { state: "unknown", reason, nextTryAt: never, now });
  else await endLink(tx, locked, { state: "failed", reason, now });
  await scheduleEscalation(tx, locked, { since: "given-up", timeScale: deps.timeScale, now });
  // A page about a failure that can't be sent makes no failure: the next path is tried instead.
  if (action.failureId !== null || isOfDrill(locked)) return;
  const { kind, verb } = action;
  const externalId = locked.obligation?.externalId ?? null;
  const what = sayAction({ kind, verb, externalId, connection: connection?.key ?? "a connection that is gone" });
  await raiseFailure(tx, {
    kind: given.needsDecision ? "action-unknown" : "action-failed",
    cause: `connection:${connection?.key ?? "unknown"}`,
    subjectKind: "action",
    subjectId: action.id,
    reason: given.needsDecision
      ? `Signalbox tried to ${what}, and nobody knows whether that was done: ${reason}`
      : `Signalbox could not ${what}: ${reason}`,
    advice: given.needsDecision
      ? "Look there. Then say under Approvals that it happened, or that it did not; or send it again."
      : "Mend the cause and retry, or do it there by hand and settle this with a reason.",
    details: { connection: connection?.key ?? null, incidentId: action.incidentId },
    now,
    newId: deps.newId,
  });
}

// A drill that misses is the failure; its actions page nobody.
function isOfDrill({ incidents }: LockedAction): boolean {
  return incidents.some(({ origin }) => origin === "drill");
}

/** What was opened is not there any more: there is nothing to close, but a person should know. */
export async function endLost(
  deps: PerformDeps,
  tx: Tx,
  locked: LockedAction,
  connection: Pick<ConnectionForCall, "key">,
  given: { reason: string; now: EpochMs },
): Promise<void> {
  const { action, obligation } = locked;
  const { reason, now } = given;
  await endLink(tx, locked, { state: "done", reason, isLost: true, now });
  if (isOfDrill(locked)) return;
  await raiseFailure(tx, {
    kind: "action-lost",
    cause: `connection:${connection.key}`,
    subjectKind: "action",
    subjectId: action.id,
    reason: `${action.kind} ${obligation?.externalId ?? "without an id"} is not there any more at ${connection.key}: ${reason}`,
    advice: "Look there: if it was deleted or moved, settle this; if not, correct the connection's paths.",
    details: { connection: connection.key, incidentId: action.incidentId, obligationId: obligation?.id ?? null },
    now,
    newId: deps.newId,
  });
}
