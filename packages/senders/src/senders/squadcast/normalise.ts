import type { EventType } from "@signalbox/core";
import type { PartOutcome } from "../../payload/collect-events.ts";
import type { FieldReader } from "../../payload/field-reader.ts";
import { isJsonObject } from "../../payload/json.ts";
import { normaliseOne, readOneEvent } from "../../payload/read-one-event.ts";
import { isTestName } from "../../payload/test-name.ts";
import type { NormaliseInput, NormaliseOutcome } from "../../sender.ts";

const words: Record<string, EventType> = {
  "incident.triggered": "opened",
  "incident.acknowledged": "acknowledged",
  "incident.reassigned": "updated",
  "incident.resolved": "resolved",
};
const place = "data.resource_data";

export function normaliseSquadcast(input: NormaliseInput): NormaliseOutcome {
  return normaliseOne(input, readIncident);
}

function readIncident(fields: FieldReader): PartOutcome {
  const message = fields.text(`${place}.message`);
  const sourceId = fields.text(`${place}.alert_source.id`);
  return readOneEvent(
    fields,
    { path: "event.type", words, isTest: isTestName(message) },
    { path: `${place}.id`, text: fields.text(`${place}.id`) },
    (type) => ({
      occurredAt: fields.time(...(type === "opened" ? [`${place}.created_at`] : []), "event.timestamp"),
      startedAt: type === "resolved" ? fields.time(`${place}.created_at`) : null,
      monitor: sourceId === null ? null : { id: sourceId, name: message ?? sourceId },
      severity: fields.severity(tagPath(fields, "severity")),
      summary: message,
      url: fields.link(`${place}.url`),
      labels: readLabels(fields),
    }),
  );
}

/** A tag is a text or an object with a value and a colour; without tags the whole block is null. */
function tagPath(fields: FieldReader, name: string): string[] {
  const path = ["data", "resource_data", "tags", name];
  return isJsonObject(fields.value(path)) ? [...path, "value"] : path;
}

function* readLabels(fields: FieldReader): Generator<readonly [string, string | null]> {
  yield ["service", fields.text(`${place}.service.name`)];
  yield ["alertSource", fields.text(`${place}.alert_source.type`)];
  for (const name of fields.keys(`${place}.tags`)) yield [name, fields.text(tagPath(fields, name))];
}
