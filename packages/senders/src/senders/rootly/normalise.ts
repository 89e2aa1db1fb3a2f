import type { EpochMs, EventType } from "@signalbox/core";
import type { FieldReader } from "../../payload/field-reader.ts";
import { normaliseOne, readOneEvent } from "../../payload/read-one-event.ts";
import { isTestName } from "../../payload/test-name.ts";
import type { NormaliseInput, NormaliseOutcome } from "../../sender.ts";

/** Mitigated is not resolved: the incident is still open. */
const types: Record<string, EventType> = {
  "incident.created": "opened",
  "incident.in_triage": "opened",
  "incident.updated": "updated",
  "incident.mitigated": "updated",
  "incident.resolved": "resolved",
  "incident.cancelled": "resolved",
  "incident.deleted": "resolved",
  "alert.created": "opened",
};

export function normaliseRootly(input: NormaliseInput): NormaliseOutcome {
  return normaliseOne(input, (fields) => {
    if (fields.text("event.type")?.startsWith("incident.scheduled.") === true) {
      return { outcome: "ignored", reason: "tells of a planned maintenance, not of an incident" };
    }
    return readEvent(fields);
  });
}

function readEvent(fields: FieldReader) {
  const title = fields.text("data.title", "data.summary");
  const service = fields.text(["data", "services", 0, "name"]);
  return readOneEvent(
    fields,
    { path: "event.type", words: types, isTest: fields.text("data.kind") === "test" || isTestName(title) },
    { path: "data.id", text: fields.text("data.id") },
    (type) => ({
      occurredAt: readOccurredAt(fields, type),
      startedAt: fields.time("data.started_at"),
      monitor: service === null ? null : { id: service, name: service },
      severity: fields.severity("data.severity.slug"),
      summary: title,
      url: fields.link("data.url", "data.short_url"),
      labels: [
        ["status", fields.text("data.status")],
        ["source", fields.text("data.source")],
      ],
    }),
  );
}

function readOccurredAt(fields: FieldReader, type: EventType): EpochMs | null {
  switch (type) {
    case "opened":
      return fields.time("data.started_at", "event.issued_at");
    case "resolved":
      return fields.time("data.resolved_at", "event.issued_at");
    default:
      return fields.time("event.issued_at");
  }
}
