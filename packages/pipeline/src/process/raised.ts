import { type EpochMs, formatEventId, formatId, toIso } from "@signalbox/core";
import { raiseFailure, type Tx } from "@signalbox/database";
import type { Misfit } from "@signalbox/senders";
import type { RoutingSource } from "../routing/routing-snapshot.ts";
import { cleanText } from "./clean-event.ts";
import type { IncomingEvent } from "./incoming-event.ts";

/** Something that a person must look at, found while processing. */
export interface Raised {
  kind:
    | "delivery-unreadable"
    | "delivery-too-old"
    | "delivery-crashes"
    | "payload-drifts"
    | "event-orphaned"
    | "monitor-flapping"
    | "rule-not-evaluable"
    | "unrouted";
  cause: string;
  subjectKind: "delivery" | "event" | "incident" | "rule-set";
  subjectId: string;
  reason: string;
  advice: string;
  details?: Record<string, unknown>;
}

/** Raises them, those of one cause together, in one order: two batches with some in common never wait in a circle. */
export async function raiseAll(
  tx: Tx,
  raised: readonly Raised[],
  deps: { now: EpochMs; newId: () => string },
): Promise<void> {
  const byCause = Map.groupBy(raised, ({ kind, cause }) => `${kind} ${cause}`);
  const sorted = [...byCause].sort(([a], [b]) => compare(a, b));
  for (const [, same] of sorted) {
    const details = Object.assign({}, ...same.map((one) => one.details ?? {}));
    await raiseFailure(tx, { ...same.at(-1)!, ...deps, details, occurrences: same.length });
  }
}

/** One open failure per key. */
export function keyCause(sourceKey: string, correlationKey: string): string {
  return `${sourceKey} ${correlationKey}`;
}

export function unreadableDelivery(
  deliveryId: string,
  source: RoutingSource,
  { reason, field }: { reason: string; field: string | null },
): Raised {
  return {
    kind: "delivery-unreadable",
    cause: source.key,
    subjectKind: "delivery",
    subjectId: deliveryId,
    reason: `A delivery of ${source.key} can't be read: ${reason}`,
    advice:
      "The sender was answered 200 and will not send it again. Make a mapping from it that says where each field stands, then retry it.",
    details: { source: source.key, field, delivery: formatId("dlv", deliveryId) },
  };
}

/** Its events were read without the fields that don't fit: never by a guess. */
export function driftedPayload(deliveryId: string, source: RoutingSource, misfits: readonly Misfit[]): Raised {
  const told = misfits.map(({ field, detail }) => cleanText(`${field}: ${detail}`, 300));
  const more = told.length === 1 ? "" : ` (and ${told.length - 1} more)`;
  return {
    kind: "payload-drifts",
    cause: source.key,
    subjectKind: "delivery",
    subjectId: deliveryId,
    reason: `A delivery of ${source.key} no longer fits: ${told[0]}${more}`,
    advice:
      "Its events count, without these fields. Compare it with the last good one, and say by a mapping what it means.",
    details: {
      source: source.key,
      field: misfits[0]!.field,
      misfits: told.slice(0, 10),
      delivery: formatId("dlv", deliveryId),
    },
  };
}

/** What a failure about an event that was set aside says of it: the operations that end it, by their names in the API. */
function setAside(event: { deliveryId: string; ordinal: number; needsStart: boolean }) {
  const { deliveryId, ordinal, needsStart } = event;
  const eventId = formatEventId(deliveryId, ordinal);
  return {
    deliveryId: formatId("dlv", deliveryId),
    ordinal,
    eventId,
    apply: "acceptEvent",
    skip: "skipEvent",
    needsStart,
  };
}

export function tooOld(incoming: IncomingEvent): Raised {
  const { source, event, deliveryId, ordinal } = incoming;
  return {
    kind: "delivery-too-old",
    cause: keyCause(source.key, event.correlationKey),
    subjectKind: "event",
    subjectId: formatEventId(deliveryId, ordinal),
    reason: `${source.key} reports an outage that began more than 30 days ago and was never heard of: a replay or a wrong clock`,
    advice:
      "If it is real, apply it: that opens the incident, with what was said of it since. If not, skip it with a reason.",
    details: {
      source: source.key,
      correlationKey: event.correlationKey,
      summary: event.summary.slice(0, 500),
      ...setAside({ deliveryId, ordinal, needsStart: false }),
    },
  };
}

/** The same failure for what came later: the event that can be applied stays the one that opened. */
export function countedUp(incoming: IncomingEvent): Raised {
  return { ...tooOld(incoming), details: {} };
}

export function orphaned(event: {
  source: string;
  correlationKey: string;
  deliveryId: string;
  ordinal: number;
  at: EpochMs;
}): Raised {
  const { source, correlationKey, deliveryId, ordinal, at } = event;
  return {
    kind: "event-orphaned",
    cause: keyCause(source, correlationKey),
    subjectKind: "event",
    subjectId: formatEventId(deliveryId, ordinal),
    reason: `${source} reports that "${correlationKey}" was resolved at ${toIso(at)}, and never said that it began`,
    advice:
      "If you know when it began, apply it with that time: the downtime counts then. If not, skip it with a reason.",
    details: { source, correlationKey, ...setAside({ deliveryId, ordinal, needsStart: true }) },
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
