import type { EpochMs, EventType } from "@signalbox/core";
import type { PartOutcome } from "../../payload/collect-events.ts";
import type { FieldReader } from "../../payload/field-reader.ts";
import { normaliseOne, readOneEvent } from "../../payload/read-one-event.ts";
import type { NormaliseInput, NormaliseOutcome } from "../../sender.ts";

const types: Record<string, EventType> = {
  "incident.opened": "opened",
  "incident.acknowledged": "acknowledged",
  "incident.updated": "updated",
  "incident.resolved": "resolved",
  test: "test",
};

/** The envelope `{type, timestamp, data}` with an incident as its data. */
export function normaliseStandardWebhooks(input: NormaliseInput): NormaliseOutcome {
  return normaliseOne(input, readEvent);
}

function readEvent(fields: FieldReader): PartOutcome {
  const key = { path: "data.id", text: fields.text("data.id") };
  return readOneEvent(fields, { path: "type", words: types }, key, (type) => {
    const monitor = fields.text("data.monitor.id", "data.monitor.name");
    return {
      occurredAt: readOccurredAt(fields, type),
      startedAt: type === "resolved" ? fields.time("data.started_at") : null,
      monitor: monitor === null ? null : { id: monitor, name: fields.text("data.monitor.name") ?? monitor },
      severity: fields.severity("data.severity"),
      summary: fields.text("data.title"),
      url: fields.link("data.url"),
    };
  });
}

function readOccurredAt(fields: FieldReader, type: EventType): EpochMs | null {
  switch (type) {
    case "opened":
      return fields.time("data.started_at", "timestamp");
    case "acknowledged":
      return fields.time("data.acknowledged_at", "timestamp");
    case "resolved":
      return fields.time("data.resolved_at", "timestamp");
    case "updated":
    case "test":
      return fields.time("timestamp");
  }
}
