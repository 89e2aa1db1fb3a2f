import { type EpochMs, formatEventId } from "@signalbox/core";
import {
  appendJournal,
  findEvent,
  findOpenFailure,
  giveEventToIncident,
  insertManualAct,
  lockKeys,
  settleFailureByHand,
  type Tx,
} from "@signalbox/database";
import { applyEvents } from "../process/apply-events.ts";
import { incomingEvent } from "../process/incoming-event.ts";
import { keyCause } from "../process/raised.ts";
import { loadRouting } from "../routing/load-routing.ts";
import { type ActDeps, type IncidentAct, sourceOf } from "./manual-act.ts";

/** What a person decides about an event that was set aside, and why. */
export interface SetAsideAct {
  event: { deliveryId: string; ordinal: number };
  actor: IncidentAct["actor"];
  reason: string;
}

export type AcceptOutcome =
  /** The incident is open now, or ended where its end is known already. */
  | { outcome: "done"; incidentId: string }
  | { outcome: "not-found" }
  /** It never was set aside, or somebody has decided, or its incident is known by now. */
  | { outcome: "not-set-aside" }
  /** A resolve says when it ended: a person must say when it began, and that is before the end. */
  | { outcome: "start-needed"; endedAt: EpochMs };

type StoredEvent = NonNullable<Awaited<ReturnType<typeof findEvent>>>;

/** The event is real: it acts as if it had just been told, by the rules of today, with all that was said of its key since.
 *  @param startedAt for a resolve without a start: when the outage began */
export async function acceptEvent(
  deps: ActDeps,
  act: SetAsideAct & { startedAt: EpochMs | null },
): Promise<AcceptOutcome> {
  const routing = await loadRouting(deps.db);
  return deps.db.transaction(async (tx) => {
    const now = deps.now();
    const stored = await lockSetAside(tx, act);
    if ("outcome" in stored) return stored;
    const { event, failure } = stored;
    const startedAt = event.startedAt ?? act.startedAt;
    if (event.type === "resolved" && (startedAt === null || startedAt >= event.occurredAt)) {
      return { outcome: "start-needed", endedAt: event.occurredAt };
    }
    const { actor, reason } = act;
    const id = deps.newId();
    await insertManualAct(tx, { id, at: now, kind: "accept-event", author: actor.name, reason, details: act.event });
    await settleFailureByHand(tx, { failureId: failure.id, actor, now, reason });
    const said = event.type === "resolved" && event.startedAt === null ? "adjusted" : "sender";
    const incoming = incomingEvent(
      {
        receivedAt: now,
        deliveryId: id,
        ordinal: 0,
        manualActId: id,
        isAccepted: true,
        source: sourceOf(routing, event),
        normaliserVersion: event.normaliserVersion,
        actor,
        act: { reason },
        event: {
          type: event.type,
          correlationKey: event.correlationKey,
          occurredAt: event.occurredAt,
          startedAt: event.type === "resolved" ? startedAt : null,
          monitor:
            event.monitorExternalId === null ? null : { id: event.monitorExternalId, name: event.monitorName ?? "" },
          severity: event.severity,
          summary: event.summary,
          url: event.url,
          labels: event.labels,
          drift: [],
        },
      },
      said,
    );
    const [applied] = await applyEvents(tx, { routing, now, newId: deps.newId, beforeWrite: () => {} }, [incoming]);
    if (applied?.incidentId == null) throw new Error("an event that was accepted has no incident");
    await giveEventToIncident(tx, event, applied.incidentId);
    await journal(tx, act, { verb: "event.accepted", now, incidentId: applied.incidentId });
    return { outcome: "done", incidentId: applied.incidentId };
  });
}

/** The event is not real, or nobody knows: it stays without effect, and nobody is asked about it again. */
export async function skipEvent(
  deps: ActDeps,
  act: SetAsideAct,
): Promise<{ outcome: "done" | "not-found" | "not-set-aside" }> {
  return deps.db.transaction(async (tx) => {
    const now = deps.now();
    const stored = await lockSetAside(tx, act);
    if ("outcome" in stored) return stored;
    await settleFailureByHand(tx, { failureId: stored.failure.id, actor: act.actor, now, reason: act.reason });
    await journal(tx, act, { verb: "event.skipped", now, incidentId: null });
    return { outcome: "done" };
  });
}

// The key first: of two people at once, and of a person and a sender, the second sees what the first has done.
async function lockSetAside(
  tx: Tx,
  { event: named }: SetAsideAct,
): Promise<{ event: StoredEvent; failure: { id: string } } | { outcome: "not-found" | "not-set-aside" }> {
  const event = await findEvent(tx, named);
  if (event === null) return { outcome: "not-found" };
  const { sourceId, correlationKey } = event;
  const [key] = await lockKeys(tx, [{ sourceId, correlationKey, lastSeenAt: event.receivedAt }]);
  const kind = event.startedAt === null && event.type === "resolved" ? "event-orphaned" : "delivery-too-old";
  const failure = await findOpenFailure(tx, kind, keyCause(event.source, correlationKey));
  const isSetAside = (event.type === "opened" || event.type === "resolved") && event.incidentId === null;
  if (!isSetAside || failure === null || key?.currentIncidentId !== null) return { outcome: "not-set-aside" };
  return { event, failure };
}

async function journal(
  tx: Tx,
  { actor, event, reason }: SetAsideAct,
  what: { verb: string; now: EpochMs; incidentId: string | null },
): Promise<void> {
  const eventId = formatEventId(event.deliveryId, event.ordinal);
  await appendJournal(tx, {
    at: what.now,
    actorKind: actor.kind,
    actor: actor.name,
    verb: what.verb,
    subjectKind: what.incidentId === null ? "event" : "incident",
    subjectId: what.incidentId ?? eventId,
    details: { event: eventId, reason },
  });
}
