import { toIso } from "@signalbox/core";
import type { listEventsOfDelivery } from "@signalbox/database";
import type { IncomingEvent } from "../process/incoming-event.ts";

type StoredEvent = Awaited<ReturnType<typeof listEventsOfDelivery>>[number];

/** A field that reads differently today. */
export interface ReadingDifference {
  field: string;
  was: string;
  now: string;
}

/** What an event says today and did not say when it was stored; empty where both say the same. */
export function compareReading(stored: StoredEvent, read: IncomingEvent): ReadingDifference[] {
  const { event } = read;
  const told: [field: string, was: string, now: string][] = [
    ["type", stored.type, event.type],
    ["key", stored.correlationKey, event.correlationKey],
    ["time", toIso(stored.occurredAt), toIso(read.at)],
    ["start", instantText(stored.startedAt), instantText(read.timed?.startedAt ?? null)],
    ["severity", stored.severity, event.severity],
    ["monitor", stored.monitorExternalId ?? "", event.monitor?.id ?? ""],
    ["summary", stored.summary, event.summary],
    ["url", stored.url ?? "", event.url ?? ""],
    ["labels", labelText(stored.labels), labelText(event.labels)],
  ];
  return told.filter(([, was, now]) => was !== now).map(([field, was, now]) => ({ field, was, now }));
}

function instantText(at: number | null): string {
  return at === null ? "" : toIso(at);
}

function labelText(labels: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([name, value]) => `${name}=${value}`).join(" ");
}
