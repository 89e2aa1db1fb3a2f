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

export function normaliseAnyping(input: NormaliseInput): NormaliseOutcome {
  return normaliseOne(input, readEvent);
}

function readEvent(fields: FieldReader): PartOutcome {
  // The flag wins over the type: a test must never open a ticket.
  const status = { path: "type", words: types, isTest: fields.value("test") === true };
  const key = { path: "data.incident.id", text: fields.text("data.incident.id") };
  return readOneEvent(fields, status, key, (type) => {
    const monitorId = fields.text("data.monitor.id", "data.monitor.name");
    return {
      occurredAt: readOccurredAt(fields, type),
      startedAt: type === "resolved" ? fields.time("data.incident.started_at") : null,
      monitor: monitorId === null ? null : { id: monitorId, name: fields.text("data.monitor.name") ?? monitorId },
      severity: fields.severity("data.incident.severity"),
      summary: fields.text("data.incident.summary"),
      url: fields.link("data.incident.url"),
      labels: [
        ["component", fields.text("data.component.name")],
        ["componentId", fields.text("data.component.id")],
        ["tier", fields.text("data.component.tier")],
        ["monitorType", fields.text("data.monitor.type")],
        ["monitorUrl", fields.text("data.monitor.url")],
        ["regions", readRegions(fields)],
      ],
    };
  });
}

function readOccurredAt(fields: FieldReader, type: EventType): EpochMs | null {
  switch (type) {
    case "opened":
      return fields.time("data.incident.started_at", "created_at");
    case "acknowledged":
      return fields.time("data.incident.acknowledged_at", "created_at");
    case "resolved":
      return fields.time("data.incident.resolved_at", "created_at");
    case "updated":
    case "test":
      return fields.time("created_at");
  }
}

function readRegions(fields: FieldReader): string | null {
  const regions = fields.value("data.regions");
  if (!Array.isArray(regions)) return null;
  return regions.filter((region) => typeof region === "string").join(",") || null;
}
