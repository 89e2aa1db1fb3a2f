import type { EventType, Severity } from "@signalbox/core";
import type { PartOutcome } from "../../payload/collect-events.ts";
import type { FieldReader } from "../../payload/field-reader.ts";
import { isJsonObject } from "../../payload/json.ts";
import { normaliseOne, readOneEvent } from "../../payload/read-one-event.ts";
import { isTestName } from "../../payload/test-name.ts";
import type { NormaliseInput, NormaliseOutcome } from "../../sender.ts";

/** An incident may begin at any of the words that say it lasts; where it is known already, it stays open by them. */
const incidentWords: Record<string, EventType> = {
  investigating: "opened",
  identified: "opened",
  monitoring: "opened",
  resolved: "resolved",
  postmortem: "updated",
  scheduled: "updated",
  in_progress: "opened",
  verifying: "opened",
  completed: "resolved",
};
const componentWords: Record<string, EventType> = {
  operational: "resolved",
  degraded_performance: "opened",
  partial_outage: "opened",
  major_outage: "opened",
  under_maintenance: "updated",
};
const severities: Record<string, Severity> = {
  none: "info",
  maintenance: "info",
  degraded_performance: "medium",
  partial_outage: "high",
  major_outage: "critical",
  under_maintenance: "info",
};

/** A real outage sends both shapes to one URL: its incident, and each component that changes. */
export function normaliseStatuspage(input: NormaliseInput): NormaliseOutcome {
  return normaliseOne(input, (fields) =>
    fields.value("component_update") === undefined ? readIncident(fields) : readComponent(fields),
  );
}

function readIncident(fields: FieldReader): PartOutcome {
  const name = fields.text("incident.name");
  const page = fields.text("page.id");
  const newest = ["incident", "incident_updates", 0] as const;
  return readOneEvent(
    fields,
    { path: "incident.status", words: incidentWords, isTest: isTestName(name) },
    { path: "incident.id", text: fields.text("incident.id") },
    (type) => ({
      occurredAt: isFirst(fields)
        ? fields.time("incident.started_at", "incident.created_at")
        : fields.time(...(type === "resolved" ? ["incident.resolved_at"] : []), [...newest, "created_at"]),
      startedAt: type === "resolved" ? fields.time("incident.started_at", "incident.created_at") : null,
      monitor: page === null ? null : { id: page, name: name ?? page },
      severity: fields.severity("incident.impact", severities),
      summary: fields.text([...newest, "body"]) ?? name,
      url: fields.link("incident.shortlink"),
      labels: [
        ["incident", name],
        ["status", fields.text("incident.status")],
        ["components", readComponents(fields)],
      ],
    }),
  );
}

/** The updates are the whole history, the newest first: one alone is the beginning. */
function isFirst(fields: FieldReader): boolean {
  const updates = fields.value("incident.incident_updates");
  return fields.text("incident.resolved_at") === null && (!Array.isArray(updates) || updates.length < 2);
}

function readComponents(fields: FieldReader): string | null {
  const list = fields.value("incident.components");
  if (!Array.isArray(list)) return null;
  const names = list.map((item) => (isJsonObject(item) ? item.name : null));
  return names.filter((name) => typeof name === "string").join(", ") || null;
}

function readComponent(fields: FieldReader): PartOutcome {
  const id = fields.text("component.id");
  const name = fields.text("component.name");
  const path = "component_update.new_status";
  const isOver = fields.text(path) === "operational";
  return readOneEvent(
    fields,
    { path, words: componentWords, isTest: isTestName(name) },
    { path: "component.id", text: id },
    () => ({
      occurredAt: fields.time("component_update.created_at"),
      monitor: id === null ? null : { id, name: name ?? id },
      severity: isOver ? "unknown" : fields.severity(path, severities),
      summary: name,
      url: null,
      labels: [
        ["status", fields.text(path)],
        ["page", fields.text("page.id")],
      ],
    }),
  );
}
