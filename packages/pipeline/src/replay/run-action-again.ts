import { idempotencyKey, obligationReference } from "@signalbox/core";
import {
  type ActionRow,
  addPerformJobs,
  appendJournal,
  findFreeSlot,
  insertOrderedObligation,
  insertSingleAction,
  type LockedAction,
  listIncidentsOfAction,
  lockAction,
  notifyLive,
  type Tx,
} from "@signalbox/database";
import { type ActDeps, type IncidentAct, lockIncidentsWithKeys } from "../incident/manual-act.ts";

export type RunAgainOutcome =
  | { outcome: "ordered"; actionId: string }
  | { outcome: "not-found" }
  /** `sentence` says to the person why not, and what to do instead. */
  | { outcome: "refused"; sentence: string };

/** Does once more what an action has done, as something new: under a key of its own, so that the target takes it for no
 *  repeat. (`retryAction` goes on with the same.) What it opens is closed with its incidents, as ever. */
export async function runActionAgain(
  deps: ActDeps,
  act: { actionId: string; actor: IncidentAct["actor"]; reason: string },
): Promise<RunAgainOutcome> {
  return deps.db.transaction(async (tx) => {
    const now = deps.now();
    // The incidents first, as everywhere: a resolve at the same time either comes before, or closes what this opens.
    const incidents = await lockIncidentsWithKeys(tx, await listIncidentsOfAction(tx, act.actionId), now);
    const locked = await lockAction(tx, act.actionId);
    if (locked === null) return { outcome: "not-found" };
    const running = [...incidents.values()].filter(({ status }) => status !== "resolved").map(({ id }) => id);
    const sentence = whyNot(locked, running);
    if (sentence !== null) return { outcome: "refused", sentence };
    const { action } = locked;
    const actionId = deps.newId();
    const order = { actionId, orderedBy: act.actor.name, now };
    if (locked.obligation === null) await sendAgain(tx, action, order);
    else await openAgain(tx, { ...locked, obligation: locked.obligation }, { ...order, id: deps.newId(), running });
    await appendJournal(tx, {
      at: now,
      actorKind: act.actor.kind,
      actor: act.actor.name,
      verb: "action.run-again",
      subjectKind: "action",
      subjectId: action.id,
      details: { reason: act.reason, actionId, incidentId: action.incidentId },
    });
    if (action.incidentId !== null) await notifyLive(tx, "incident", action.incidentId);
    return { outcome: "ordered", actionId };
  });
}

const ended: readonly string[] = ["done", "failed", "cancelled"];

function whyNot({ action, obligation }: LockedAction, running: readonly string[]): string | null {
  if (action.failureId !== null) return "It paged about a failure: that pages again by itself until somebody takes it.";
  if (action.kind === "remediate")
    return "A remediation is ordered anew, on the page of its incident: what is destructive needs a new yes.";
  if (action.verb !== "create" && action.verb !== "send")
    return "Only what opened or sent something can be run again: what follows from it is retried.";
  if (!ended.includes(action.state)) return "It has not ended: retry it, or say what became of it.";
  if (obligation === null) return null;
  if (running.length === 0) return "Its incident has ended: nothing is opened for what is over, and nobody is paged.";
  if (obligation.kind !== "page" && obligation.status === "open")
    return "What it opened stands open: a second one would double it.";
  return null;
}

interface Order {
  actionId: string;
  orderedBy: string;
  now: number;
}

async function sendAgain(tx: Tx, action: ActionRow, { actionId, orderedBy, now }: Order): Promise<void> {
  const { eventReceivedAt, eventDeliveryId, eventOrdinal } = action;
  if (action.connectionId === null) throw new Error(`action ${action.id} calls no connection`);
  await insertSingleAction(tx, {
    id: actionId,
    madeAt: now,
    incidentId: action.incidentId,
    kind: action.kind,
    verb: "send",
    connectionId: action.connectionId,
    event:
      eventReceivedAt === null || eventDeliveryId === null || eventOrdinal === null
        ? null
        : { receivedAt: eventReceivedAt, deliveryId: eventDeliveryId, ordinal: eventOrdinal },
    fields: action.fields,
    idempotencyKey: idempotencyKey(`sbx-${actionId.replaceAll("-", "")}`, "send", 1),
    orderedBy,
  });
  await addPerformJobs(tx, [{ id: actionId, kind: action.kind, runAt: now }]);
}

// A page whose first one still stands open gets a slot beside it: at most one is open per slot.
async function openAgain(
  tx: Tx,
  { action, obligation }: LockedAction & { obligation: NonNullable<LockedAction["obligation"]> },
  { actionId, orderedBy, now, id, running }: Order & { id: string; running: readonly string[] },
): Promise<void> {
  const { scopeKind, scopeId, connectionId, kind, slot, teamId, ruleSetId, ruleKey } = obligation;
  const place = { scopeKind, scopeId, connectionId, kind, slot };
  const incidentId = running[0]!;
  const reference = obligationReference(id);
  const { eventReceivedAt, eventDeliveryId, eventOrdinal, fields } = action;
  await insertOrderedObligation(tx, {
    obligation: {
      ...place,
      ...(await findFreeSlot(tx, place)),
      id,
      reference,
      incidentId,
      teamId,
      ruleSetId,
      ruleKey,
      previousId: obligation.id,
      nextOrdinal: 2,
      openedAt: now,
    },
    create: {
      id: actionId,
      madeAt: now,
      incidentId,
      obligationId: id,
      ordinal: 1,
      kind,
      verb: "create",
      connectionId,
      ruleSetId,
      ruleKey,
      eventReceivedAt,
      eventDeliveryId,
      eventOrdinal,
      fields,
      dueAt: now,
      nextTryAt: now,
      idempotencyKey: idempotencyKey(reference, "create", 1),
      orderedBy,
    },
    incidentIds: running,
    now,
  });
}
