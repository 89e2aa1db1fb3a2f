import type { EpochMs, EventType } from "@signalbox/core";
import type { FieldReader } from "../../payload/field-reader.ts";
import { normaliseOne, readOneEvent } from "../../payload/read-one-event.ts";
import { isTestName } from "../../payload/test-name.ts";
import type { NormaliseInput, NormaliseOutcome } from "../../sender.ts";

const types: Record<string, EventType> = {
  "alert group created": "opened",
  acknowledge: "acknowledged",
  resolve: "resolved",
  unresolve: "opened",
  unacknowledge: "updated",
  silence: "updated",
  unsilence: "updated",
  escalation: "updated",
};

/** The payload of the alert itself says "firing" to the end: only the event's own type counts. */
export function normaliseGrafanaOncall(input: NormaliseInput): NormaliseOutcome {
  return normaliseOne(input, readEvent);
}

function readEvent(fields: FieldReader) {
  const title = fields.text("alert_group.title");
  const integration = fields.text("integration.id");
  return readOneEvent(
    fields,
    { path: "event.type", words: types, isTest: isTestName(title) },
    { path: "alert_group.id", text: fields.text("alert_group.id") },
    (type) => ({
      occurredAt: readOccurredAt(fields),
      startedAt: type === "resolved" ? fields.time("alert_group.created_at") : null,
      monitor: integration === null ? null : { id: integration, name: fields.text("integration.name") ?? integration },
      severity: fields.severity(fields.present("alert_payload.labels.severity", "alert_group.labels.severity")),
      summary: title,
      url: fields.link("alert_group.permalinks.web"),
      labels: readLabels(fields),
    }),
  );
}

function readOccurredAt(fields: FieldReader): EpochMs | null {
  const word = fields.text("event.type")?.trim().toLowerCase();
  if (word === "alert group created") return fields.time("alert_group.created_at", "event.time");
  if (word === "resolve") return fields.time("alert_group.resolved_at", "event.time");
  return fields.time("event.time");
}

function* readLabels(fields: FieldReader): Generator<[string, string | null]> {
  yield ["user", fields.text("user.username")];
  yield ["integrationTeam", fields.text("integration.team")];
  for (const name of fields.keys("alert_group.labels")) yield [name, fields.text(["alert_group", "labels", name])];
}
