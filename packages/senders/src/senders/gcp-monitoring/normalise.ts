import type { EventType, Severity } from "@signalbox/core";
import type { PartOutcome } from "../../payload/collect-events.ts";
import type { FieldReader } from "../../payload/field-reader.ts";
import { fieldLabels } from "../../payload/read-labels.ts";
import { normaliseOne, readOneEvent } from "../../payload/read-one-event.ts";
import { isTestName } from "../../payload/test-name.ts";
import type { NormaliseInput, NormaliseOutcome } from "../../sender.ts";

/** Written in small letters and in capitals. */
const words: Record<string, EventType> = { open: "opened", closed: "resolved" };

export function normaliseGcpMonitoring(input: NormaliseInput): NormaliseOutcome {
  return normaliseOne(input, readIncident);
}

function readIncident(fields: FieldReader): PartOutcome {
  const policy = fields.text("incident.policy_name");
  const monitorId = fields.text("incident.condition.name") ?? policy;
  return readOneEvent(
    fields,
    { path: "incident.state", words, isTest: fields.text("version") === "test" || isTestName(policy) },
    { path: "incident.incident_id", text: fields.text("incident.incident_id") },
    (type) => ({
      occurredAt: fields.time(type === "resolved" ? "incident.ended_at" : "incident.started_at"),
      startedAt: type === "resolved" ? fields.time("incident.started_at") : null,
      monitor: monitorId === null ? null : { id: monitorId, name: policy ?? monitorId },
      severity: readSeverity(fields),
      summary: fields.text("incident.summary") ?? policy,
      url: fields.link("incident.url"),
      labels: readLabels(fields),
    }),
  );
}

/** A policy of "No severity" may still carry one among the labels that people gave it. */
function readSeverity(fields: FieldReader): Severity {
  const word = fields.text("incident.severity");
  const isSet = word !== null && word.toLowerCase() !== "no severity";
  return fields.severity(isSet ? "incident.severity" : "incident.policy_user_labels.severity");
}

function* readLabels(fields: FieldReader): Generator<readonly [string, string | null]> {
  yield ["resource", fields.text("incident.resource_display_name")];
  yield ["project", fields.text("incident.scoping_project_id")];
  yield* fieldLabels(fields, "incident.condition_name", "incident.observed_value", "incident.threshold_value");
  const place = ["incident", "policy_user_labels"];
  for (const name of fields.keys(place)) yield [name, fields.text([...place, name])];
}
