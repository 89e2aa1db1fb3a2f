import type { EpochMs, EventType } from "@signalbox/core";
import type { FieldReader } from "../../payload/field-reader.ts";
import { normaliseOne, readOneEvent } from "../../payload/read-one-event.ts";
import type { NormaliseInput, NormaliseOutcome } from "../../sender.ts";

const types: Record<string, EventType> = {
  "incident.triggered": "opened",
  "incident.reopened": "opened",
  "incident.acknowledged": "acknowledged",
  "incident.unacknowledged": "updated",
  "incident.escalated": "updated",
  "incident.delegated": "updated",
  "incident.reassigned": "updated",
  "incident.priority_updated": "updated",
  "incident.annotated": "updated",
  "incident.responder.added": "updated",
  "incident.responder.replied": "updated",
  "incident.status_update_published": "updated",
  "incident.conference_bridge.updated": "updated",
  "incident.resolved": "resolved",
  "pagey.ping": "test",
};

export function normalisePagerduty(input: NormaliseInput): NormaliseOutcome {
  return normaliseOne(input, (fields) => {
    const type = fields.text("event.event_type") ?? "";
    if (/^(?:service|incident\.workflow)\./.test(type)) {
      return { outcome: "ignored", reason: "tells of a service or a workflow, not of an incident" };
    }
    return readEvent(fields, type);
  });
}

function readEvent(fields: FieldReader, word: string) {
  // Notes, responders and updates have an id of their own and name their incident.
  const ofIncident = fields.value("event.data.incident.id") === undefined ? "event.data.id" : "event.data.incident.id";
  const service = fields.text("event.data.service.id");
  return readOneEvent(
    fields,
    { path: "event.event_type", words: types },
    { path: ofIncident, text: word === "pagey.ping" ? null : fields.text(ofIncident) },
    (type) => ({
      occurredAt: readOccurredAt(fields, word),
      startedAt: type === "resolved" ? fields.time("event.data.created_at") : null,
      monitor: service === null ? null : { id: service, name: fields.text("event.data.service.summary") ?? service },
      severity: fields.severity(fields.present("event.data.priority.summary", "event.data.urgency")),
      summary: fields.text("event.data.title", "event.data.incident.summary", "event.data.message"),
      url: fields.link("event.data.html_url", "event.data.incident.html_url"),
      labels: [
        ["incidentKey", fields.text("event.data.incident_key")],
        ["number", fields.text("event.data.number")],
        ["status", fields.text("event.data.status")],
        ["escalationPolicy", fields.text("event.data.escalation_policy.summary")],
        ["team", fields.text(["event", "data", "teams", 0, "summary"])],
        ["agent", fields.text("event.agent.summary")],
      ],
    }),
  );
}

function readOccurredAt(fields: FieldReader, word: string): EpochMs | null {
  if (word === "incident.triggered") return fields.time("event.data.created_at", "event.occurred_at");
  return fields.time("event.occurred_at");
}
