import type { EventType } from "@signalbox/core";
import type { PartOutcome } from "../../payload/collect-events.ts";
import type { FieldReader } from "../../payload/field-reader.ts";
import { fieldLabels } from "../../payload/read-labels.ts";
import { normaliseOne, readOneEvent } from "../../payload/read-one-event.ts";
import { isTestName } from "../../payload/test-name.ts";
import type { NormaliseInput, NormaliseOutcome } from "../../sender.ts";

/** CREATED is followed by ACTIVATED for the same issue: the second finds it open. */
const issueWords: Record<string, EventType> = {
  created: "opened",
  activated: "opened",
  acknowledged: "acknowledged",
  deactivated: "updated",
  closed: "resolved",
};
const legacyWords: Record<string, EventType> = { open: "opened", acknowledged: "acknowledged", closed: "resolved" };

export function normaliseNewrelic(input: NormaliseInput): NormaliseOutcome {
  return normaliseOne(input, (fields) => (isLegacy(fields) ? readLegacy(fields) : readIssue(fields)));
}

function isLegacy(fields: FieldReader): boolean {
  return fields.value("current_state") !== undefined && fields.value("state") === undefined;
}

/** An issue may hold several incidents of several conditions; the first gives the monitor. */
function readIssue(fields: FieldReader): PartOutcome {
  const condition = fields.text(["alertConditionNames", 0]);
  return readOneEvent(
    fields,
    { path: "state", words: issueWords, isTest: isTestName(condition) },
    { path: "id", text: fields.text("id") },
    (type) => ({
      occurredAt: type === "opened" ? fields.time("createdAt") : fields.time("updatedAt"),
      startedAt: type === "resolved" ? fields.time("createdAt") : null,
      monitor: condition === null ? null : { id: condition, name: condition },
      severity: fields.severity("priority"),
      summary: fields.text("title") ?? condition,
      url: fields.link("issueUrl"),
      labels: readLabels(fields),
    }),
  );
}

/** The form of notification channels before workflows. */
function readLegacy(fields: FieldReader): PartOutcome {
  const condition = fields.text("condition_name");
  return readOneEvent(
    fields,
    { path: "current_state", words: legacyWords, isTest: isTestName(condition) },
    { path: "incident_id", text: fields.text("incident_id") },
    () => ({
      occurredAt: fields.time("timestamp"),
      monitor: condition === null ? null : { id: condition, name: condition },
      severity: fields.severity("severity"),
      summary: fields.text("details") ?? condition,
      url: fields.link("incident_url"),
      labels: fieldLabels(fields, "policy_name"),
    }),
  );
}

function* readLabels(fields: FieldReader): Generator<readonly [string, string | null]> {
  yield ["entity", fields.text(["impactedEntities", 0])];
  yield ["policy", fields.text(["alertPolicyNames", 0])];
  yield* fieldLabels(fields, "totalIncidents", "workflowName");
}
