import type { EventType } from "@signalbox/core";
import type { PartOutcome } from "../../payload/collect-events.ts";
import type { FieldReader } from "../../payload/field-reader.ts";
import { fieldLabels } from "../../payload/read-labels.ts";
import { normaliseOne, readOneEvent } from "../../payload/read-one-event.ts";
import { isTestName } from "../../payload/test-name.ts";
import type { NormaliseInput, NormaliseOutcome } from "../../sender.ts";

const words: Record<string, EventType> = {
  "reporting error": "opened",
  "not responding": "opened",
  available: "resolved",
};
const place = "webhook_event_data";

export function normaliseFreshping(input: NormaliseInput): NormaliseOutcome {
  return normaliseOne(input, readCheck);
}

function readCheck(fields: FieldReader): PartOutcome {
  const id = fields.text(`${place}.check_id`);
  const name = fields.text(`${place}.check_name`);
  // The test says that a check is available, as a recovery would.
  const isTest = fields.text(`${place}.application_name`) === "Webhook test" || isTestName(name);
  return readOneEvent(
    fields,
    { path: `${place}.check_state_name`, words, isTest },
    { path: `${place}.check_id`, text: id },
    () => ({
      occurredAt: fields.time(`${place}.request_start_time`, "webhook_event_created_on"),
      monitor: id === null ? null : { id, name: name ?? id },
      severity: "unknown",
      summary: name ?? fields.text(`${place}.request_url`),
      url: fields.link(`${place}.request_url`),
      labels: [
        ["application", fields.text(`${place}.application_name`)],
        ...fieldLabels(fields, `${place}.check_state_name`, `${place}.http_status_code`),
      ],
    }),
  );
}
