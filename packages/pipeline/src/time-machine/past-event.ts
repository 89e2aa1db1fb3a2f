import type { ActionKind, EpochMs, RoutingContext, RuleChange } from "@signalbox/core";

/** One stored event that rules were asked about, with what they saw then. */
export interface PastEvent {
  receivedAt: EpochMs;
  deliveryId: string;
  ordinal: number;
  sourceId: number;
  /** The sender's id of the monitor. */
  monitorId: string | null;
  componentId: number | null;
  incidentId: string;
  change: RuleChange;
  occurredAt: EpochMs;
  /** It was a person who merged its incident into another, or took it out again. */
  merge: { kind: "merge" | "unmerge"; into: string } | null;
  context: RoutingContext;
}

/** What is known of one incident on the way through the past. */
export interface PastIncident {
  id: string;
  sourceId: number;
  monitorId: string | null;
  componentId: number | null;
  isResolved: boolean;
  /** When it was told of last. */
  lastAt: EpochMs;
  mergedInto: string | null;
  /** While its monitor flaps: until when at the earliest, and the incident whose slots it takes. */
  flappingUntil: EpochMs | null;
  standsFor: string;
}

/** Something that would have gone out. What ends or updates what is open is none: it follows from it. */
export interface Effect {
  kind: ActionKind;
  connection: string;
  /** What it takes the place of in a comparison: the slot, or the event that ordered what opens nothing. */
  place: string;
  at: EpochMs;
  rule: string;
  fields: object;
  incidentId: string;
  event: Pick<PastEvent, "deliveryId" | "ordinal">;
}

/** Something that was ordered, and would not have gone out. */
export interface Unsent extends Omit<Effect, "at"> {
  reason: string;
}
