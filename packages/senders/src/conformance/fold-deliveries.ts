import {
  type AssignedFact,
  assignOutages,
  type EpochMs,
  factsOf,
  type IncidentView,
  type NormalisedEvent,
  timeEvent,
} from "@signalbox/core";
import type { DeliveryIdentity, IncomingRequest, Sender } from "../sender.ts";

export interface SentDelivery {
  request: IncomingRequest;
  receivedAt: EpochMs;
}

const reopenWindowMs = 600_000;

/** The incidents that deliveries make, as the whole does it: a known delivery is left out, the others are folded by their key. */
export function foldDeliveries(sender: Sender, deliveries: readonly SentDelivery[]): IncidentView[] {
  const known = new Set<string>();
  const facts = new Map<string, AssignedFact[]>();
  for (const { request, receivedAt } of deliveries) {
    const name = identityText(sender.identify(request));
    if (name !== null && known.has(name)) continue;
    if (name !== null) known.add(name);
    for (const event of eventsOf(sender, request, receivedAt)) {
      if (event.type === "test") continue;
      const stated = factsOf(timeEvent({ ...event, type: event.type }, receivedAt));
      const ofKey = facts.get(event.correlationKey) ?? [];
      facts.set(event.correlationKey, [...ofKey, ...stated.map((fact) => ({ ...fact, incidentId: null }))]);
    }
  }
  let made = 0;
  return [...facts.values()].flatMap((ofKey) => assignOutages(ofKey, { reopenWindowMs, newId: () => `inc_${++made}` }));
}

/** What tells one delivery from the next, or null where each is one of its own. */
export function identityText(identity: DeliveryIdentity): string | null {
  switch (identity.basis) {
    case "sender":
      return identity.id;
    case "derived":
      return identity.from;
    case "fresh":
      return null;
  }
}

function eventsOf(sender: Sender, request: IncomingRequest, receivedAt: EpochMs): NormalisedEvent[] {
  const read = sender.normalise({ ...request, receivedAt, settings: {} });
  return read.outcome === "events" ? read.events : [];
}
