import type { EpochMs, EventType } from "@signalbox/core";
import { collectEvents, type PartOutcome } from "../../payload/collect-events.ts";
import type { FieldReader } from "../../payload/field-reader.ts";
import { isJsonObject } from "../../payload/json.ts";
import { itemsOf, openPayload } from "../../payload/open-payload.ts";
import { readOneEvent } from "../../payload/read-one-event.ts";
import type { NormaliseInput, NormaliseOutcome } from "../../sender.ts";

const types: Record<string, EventType> = {
  open: "opened",
  opened: "opened",
  acknowledged: "acknowledged",
  updated: "updated",
  resolved: "resolved",
  test: "test",
};

/** Fields with a place of their own in the event; the other scalars of an item become labels. */
const known = new Set([
  "id",
  "incident_id",
  "status",
  "title",
  "monitor",
  "severity",
  "started_at",
  "acknowledged_at",
  "resolved_at",
  "timestamp",
  "url",
  "labels",
]);

export function normaliseGeneric(input: NormaliseInput): NormaliseOutcome {
  const payload = openPayload(input);
  if (payload.outcome === "unreadable") return payload;
  const items = itemsOf(payload, Array.isArray(payload.value) ? { items: payload.value, path: "" } : null);
  return items.outcome === "unreadable" ? items : collectEvents(items.items.map(readEvent));
}

function readEvent(item: FieldReader): PartOutcome {
  const key = { path: "incident_id", text: item.text("incident_id") };
  return readOneEvent(item, { path: "status", words: types }, key, (type) => ({
    occurredAt: readOccurredAt(item, type),
    startedAt: type === "resolved" ? item.time("started_at") : null,
    monitor: readMonitor(item),
    severity: item.severity("severity"),
    summary: item.text("title"),
    url: item.link("url"),
    labels: readLabels(item),
  }));
}

function readOccurredAt(item: FieldReader, type: EventType): EpochMs | null {
  switch (type) {
    case "opened":
      return item.time("started_at", "timestamp");
    case "acknowledged":
      return item.time("acknowledged_at", "timestamp");
    case "resolved":
      return item.time("resolved_at", "timestamp");
    case "updated":
    case "test":
      return item.time("timestamp");
  }
}

/** A name, or `{id, name}`. */
function readMonitor(item: FieldReader): { id: string; name: string } | null {
  const isPair = isJsonObject(item.value("monitor"));
  const id = isPair ? item.text("monitor.id", "monitor.name") : item.text("monitor");
  if (id === null) return null;
  return { id, name: (isPair ? item.text("monitor.name") : null) ?? id };
}

function* readLabels(item: FieldReader): Generator<[string, string | null]> {
  for (const name of item.keys("labels")) yield [name, item.text(["labels", name])];
  for (const name of item.keys()) {
    if (!known.has(name) && typeof item.value([name]) !== "object") yield [name, item.text([name])];
  }
}
