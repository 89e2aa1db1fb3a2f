import type { EpochMs, EventType } from "@signalbox/core";
import type { FieldReader } from "../../payload/field-reader.ts";
import { normaliseOne, readOneEvent } from "../../payload/read-one-event.ts";
import { isTestName } from "../../payload/test-name.ts";
import type { NormaliseInput, NormaliseOutcome } from "../../sender.ts";

const types: Record<string, EventType> = {
  started: "opened",
  detected: "opened",
  acknowledged: "acknowledged",
  investigating: "updated",
  identified: "updated",
  mitigated: "updated",
  resolved: "resolved",
  postmortem_started: "updated",
  postmortem_completed: "updated",
  closed: "resolved",
};

export function normaliseFirehydrant(input: NormaliseInput): NormaliseOutcome {
  return normaliseOne(input, readEvent);
}

function readEvent(fields: FieldReader) {
  const name = fields.text("data.incident.name");
  const impact = ["data", "incident", "impacts", 0] as const;
  const affected = fields.text([...impact, "id"], [...impact, "name"]);
  return readOneEvent(
    fields,
    { path: "data.incident.current_milestone", words: types, isTest: isTestName(name) },
    { path: "data.incident.id", text: fields.text("data.incident.id") },
    (type) => ({
      occurredAt: readOccurredAt(fields, type),
      startedAt: fields.time("data.incident.started_at"),
      monitor: affected === null ? null : { id: affected, name: fields.text([...impact, "name"]) ?? affected },
      severity: fields.severity(fields.present("data.incident.severity.slug", "data.incident.priority.slug")),
      summary: name,
      url: fields.link("data.incident.incident_url"),
      labels: [
        ["number", fields.text("data.incident.number")],
        ["milestone", fields.text("data.incident.current_milestone")],
        ["condition", fields.text([...impact, "condition", "name"])],
        ["summary", fields.text("data.incident.summary")],
      ],
    }),
  );
}

function readOccurredAt(fields: FieldReader, type: EventType): EpochMs | null {
  switch (type) {
    case "opened":
      return fields.time("data.incident.started_at", "data.incident.created_at");
    case "acknowledged":
    case "resolved":
      return readMilestone(fields);
    default:
      return null;
  }
}

/** When the milestone was reached, where the list of them says so. */
function readMilestone(fields: FieldReader): EpochMs | null {
  const milestones = fields.value("data.incident.milestones");
  const count = Array.isArray(milestones) ? Math.min(milestones.length, 100) : 0;
  const current = fields.text("data.incident.current_milestone");
  for (let at = 0; at < count; at += 1) {
    const path = ["data", "incident", "milestones", at];
    if (fields.text([...path, "slug"]) === current)
      return fields.time([...path, "occurred_at"], [...path, "created_at"]);
  }
  return null;
}
