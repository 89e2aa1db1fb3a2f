import {
  type EpochMs,
  type EventType,
  type NormalisedEvent,
  type TimeBasis,
  type TimedEvent,
  timeEvent,
} from "@signalbox/core";
import type { RoutingComponent, RoutingSource } from "../routing/routing-snapshot.ts";

/** Who made an event happen, as the journal names them. */
interface EventActor {
  kind: "sender" | "person" | "token" | "system";
  name: string;
}

/** One event on its way in: read from a delivery, or a person's act. */
export interface IncomingEvent {
  receivedAt: EpochMs;
  /** The delivery, or the manual act. */
  deliveryId: string;
  ordinal: number;
  manualActId: string | null;
  /** A person says that what was set aside is real: its age does not matter any more. */
  isAccepted?: boolean;
  source: RoutingSource;
  event: NormalisedEvent;
  /** When it happened, as it counts. */
  at: EpochMs;
  basis: TimeBasis;
  /** What is said about its key; null for a test event, which says nothing. */
  timed: TimedEvent | null;
  /** The component that a person named; left out: the one of its monitor. */
  component?: RoutingComponent;
  /** What a person did: why, and how the journal calls it where that is not after its change. */
  act?: { reason: string; verb?: string; details?: Record<string, unknown> };
  normaliserVersion: number;
  actor: EventActor;
}

/** Puts the time that counts to an event. `basis` given: a person said when. */
export function incomingEvent(
  given: Omit<IncomingEvent, "at" | "basis" | "timed" | "event"> & { event: NormalisedEvent },
  basis?: TimeBasis,
): IncomingEvent {
  const type = stateType[given.event.type];
  const timed = timeEvent({ ...given.event, type: type ?? "updated" }, given.receivedAt);
  if (basis !== undefined) timed.basis = basis;
  const drift = [...given.event.drift, ...timed.marks.map((mark) => markWords[mark])];
  return {
    ...given,
    event: { ...given.event, drift },
    at: timed.at,
    basis: timed.basis,
    timed: type === null ? null : timed,
  };
}

const stateType: Record<EventType, TimedEvent["type"] | null> = {
  opened: "opened",
  acknowledged: "acknowledged",
  updated: "updated",
  resolved: "resolved",
  test: null,
};

const markWords: Record<TimedEvent["marks"][number], string> = {
  "sender-time-in-future": "time: more than 5 minutes after its receipt; taken as the time of receipt",
  "start-in-future": "start: more than 5 minutes after its receipt; not taken",
  "ended-before-started": "end: before the start; taken as ending at the start",
};

/** By receipt; a batch holds each delivery once. */
export function compareIncoming(a: IncomingEvent, b: IncomingEvent): number {
  return (
    a.receivedAt - b.receivedAt ||
    (a.deliveryId < b.deliveryId ? -1 : a.deliveryId > b.deliveryId ? 1 : 0) ||
    a.ordinal - b.ordinal
  );
}
