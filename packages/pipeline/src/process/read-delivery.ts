import type { ReceivedDelivery } from "@signalbox/database";
import {
  type Headers,
  type Misfit,
  type NormaliseOutcome,
  normaliseBySource,
  type SenderRequest,
  senderByKey,
} from "@signalbox/senders";
import type { RoutingSource } from "../routing/routing-snapshot.ts";
import { cleanEvent, cleanText } from "./clean-event.ts";
import { type IncomingEvent, incomingEvent } from "./incoming-event.ts";

/** What a delivery turned out to hold. */
export type DeliveryReading =
  /** `unread`: why a part of it is not among the events; null where all are. `misfits`: fields without which they were read. */
  | { outcome: "events"; events: IncomingEvent[]; unread: string | null; field: string | null; misfits: Misfit[] }
  | { outcome: "ignored"; reason: string }
  | { outcome: "unreadable"; reason: string; field: string | null };

/** Reads a stored delivery by its sender's code and the source's mapping of today. What can't be read is an outcome, never an exception of ours. */
export function readDelivery(delivery: ReceivedDelivery, source: RoutingSource): DeliveryReading {
  const sender = senderByKey(source.sender);
  if (sender === null) return unreadable(`no code for the sender "${source.sender}" is installed`);
  if (delivery.body === null) return unreadable("its body is no longer kept");
  const { compiled, problem, version } = source.mapping;
  if (problem !== null) return unreadable(`version ${version} of the source's mapping can't be used: ${problem}`);
  const read = normaliseBySource(sender, {
    headers: joinHeaders(delivery.headers),
    body: delivery.body,
    query: delivery.query ?? "",
    receivedAt: delivery.receivedAt,
    settings: source.settings,
    mapping: compiled,
  });
  switch (read.outcome) {
    case "ignored":
      return { outcome: "ignored", reason: cleanText(read.reason, 1_000) };
    case "unreadable": {
      const place = read.field === null ? "" : ` at ${read.field}`;
      return unreadable(`${read.reason}${place}: ${read.detail}`, read.field);
    }
    case "events": {
      return {
        outcome: "events",
        ...describeUnread(read),
        misfits: read.misfits,
        // An event keeps its place among all parts, read or not: when the others can be read one day, it is known again by it.
        events: read.events.map((event, index) =>
          incomingEvent({
            receivedAt: delivery.receivedAt,
            deliveryId: delivery.id,
            ordinal: read.places[index]!,
            manualActId: null,
            source,
            event: cleanEvent(event),
            normaliserVersion: sender.normaliserVersion,
            actor: { kind: "sender", name: source.key },
          }),
        ),
      };
    }
  }
}

/** What a stored delivery asks of a person, where its sender does so. */
export function readRequest(delivery: ReceivedDelivery, source: RoutingSource): SenderRequest | null {
  if (delivery.body === null) return null;
  const request = { headers: joinHeaders(delivery.headers), body: delivery.body, query: delivery.query ?? "" };
  return senderByKey(source.sender)?.asks?.(request) ?? null;
}

type ReadEvents = Extract<NormaliseOutcome, { outcome: "events" }>;

function describeUnread({ events, unreadable }: ReadEvents): { unread: string | null; field: string | null } {
  const [first] = unreadable;
  if (first === undefined) return { unread: null, field: null };
  const count = `${unreadable.length} of ${events.length + unreadable.length} parts can't be read`;
  return { unread: cleanText(`${count}; ${first.field}: ${first.detail}`, 1_000), field: first.field };
}

function unreadable(reason: string, field: string | null = null): DeliveryReading {
  return { outcome: "unreadable", reason: cleanText(reason, 1_000), field };
}

function joinHeaders(headers: readonly (readonly [string, string])[]): Headers {
  const joined: Record<string, string> = Object.create(null);
  for (const [given, value] of headers) {
    const name = given.toLowerCase();
    joined[name] = joined[name] === undefined ? value : `${joined[name]}, ${value}`;
  }
  return joined;
}
