import { formatEventId, formatId, toIso } from "@signalbox/core";
import type { DeliveryToVerify, StoredEvent } from "@signalbox/database";
import type { IncomingEvent } from "../process/incoming-event.ts";
import { readDelivery } from "../process/read-delivery.ts";
import type { RoutingSource } from "../routing/routing-snapshot.ts";
import type { Findings } from "./finding.ts";

/** Compares the events of a delivery with what its body says. */
export function verifyDelivery(delivery: DeliveryToVerify, source: RoutingSource, findings: Findings): void {
  if (delivery.body === null) return;
  const subject = formatId("dlv", delivery.id);
  if (!delivery.isBodyIntact) {
    findings.add(
      "body-changed",
      subject,
      `the body of a delivery of ${toIso(delivery.receivedAt)} is not what was received`,
    );
    return;
  }
  const reading = readDelivery(delivery, source);
  const read = reading.outcome === "events" ? reading.events : [];
  const stored = new Map(delivery.events.map((event) => [event.ordinal, event]));
  // What a person has read anew is verified with its key, as the act that it is.
  const replaced = new Set(delivery.events.filter(({ isSuperseded }) => isSuperseded).map(({ ordinal }) => ordinal));
  for (const event of read.filter(({ ordinal }) => !replaced.has(ordinal))) {
    compare(formatEventId(delivery.id, event.ordinal), stored.get(event.ordinal) ?? null, event, findings);
    stored.delete(event.ordinal);
  }
  for (const event of stored.values()) {
    if (!event.isSuperseded) compare(formatEventId(delivery.id, event.ordinal), event, null, findings);
  }
}

function compare(subject: string, stored: StoredEvent | null, read: IncomingEvent | null, findings: Findings): void {
  const fields = differingFields(stored, read);
  if (fields.length === 0) return;
  const message = sayDifference(fields, stored, read);
  // One that was never stored can't tell by which code it was left out.
  const isReadAnew = stored === null || (read !== null && read.normaliserVersion !== stored.normaliserVersion);
  if (isReadAnew) findings.readAnew(subject, message);
  else findings.add("event-differs", subject, message);
}

function differingFields(stored: StoredEvent | null, read: IncomingEvent | null): string[] {
  if (stored === null) return ["its place: nothing was stored of it"];
  if (read === null) return ["its place: the body holds no such event"];
  const pairs: [string, unknown, unknown][] = [
    ["type", stored.type, read.event.type],
    ["key", stored.correlationKey, read.event.correlationKey],
    ["time", stored.occurredAt, read.at],
    ["start", stored.startedAt, read.timed?.startedAt ?? null],
    ["severity", stored.severity, read.event.severity],
    ["monitor", stored.monitor?.id ?? null, read.event.monitor?.id ?? null],
  ];
  return pairs.filter(([, one, other]) => one !== other).map(([name]) => name);
}

function sayDifference(fields: readonly string[], stored: StoredEvent | null, read: IncomingEvent | null): string {
  if (stored === null || read === null) return fields.join(", ");
  return `its body says otherwise about: ${fields.join(", ")} (stored ${stored.type} at ${toIso(stored.occurredAt)}, read ${read.event.type} at ${toIso(read.at)})`;
}
