import type { EventType } from "@signalbox/core";
import type { FieldReader } from "../../payload/field-reader.ts";
import { fieldLabels } from "../../payload/read-labels.ts";
import { normaliseOne, readOneEvent } from "../../payload/read-one-event.ts";
import { isTestName } from "../../payload/test-name.ts";
import type { NormaliseInput, NormaliseOutcome } from "../../sender.ts";

const words: Record<string, EventType> = {
  down: "opened",
  up: "resolved",
  occurred: "opened",
  rate_exceeded: "updated",
  resolved: "resolved",
  unresolved: "opened",
  check_in_missing: "opened",
  check_in_reporting: "resolved",
  alarm_alert: "opened",
  alarm_ok: "resolved",
  cert_will_expire: "updated",
  assigned: "updated",
  commented: "updated",
};

/** What an event may be about; each has ids of its own. */
const subjects = ["site", "fault", "check_in", "alarm"] as const;

/** The project's block holds people's addresses and a token: nothing but its name is read. */
export function normaliseHoneybadger(input: NormaliseInput): NormaliseOutcome {
  return normaliseOne(input, (fields) =>
    fields.text("event") === "deployed"
      ? { outcome: "ignored", reason: "Honeybadger tells of a deploy, which is no trouble" }
      : readEvent(fields),
  );
}

function readEvent(fields: FieldReader) {
  const subject = subjects.find((name) => fields.value(name) !== undefined) ?? subjects[0];
  const id = fields.text(`${subject}.id`);
  const name = fields.text(`${subject}.name`, `${subject}.klass`);
  return readOneEvent(
    fields,
    { path: "event", words, isTest: isTestName(name) },
    { path: `${subject}.id`, text: id === null ? null : `${subject}:${id}` },
    (type) => ({
      occurredAt: readOccurredAt(fields, type),
      startedAt: fields.time("outage.down_at"),
      monitor: id === null ? null : { id: `${subject}:${id}`, name: name ?? id },
      severity: "unknown",
      summary: fields.text("message") ?? name,
      url: fields.link(`${subject}.details_url`, "fault.url"),
      labels: readLabels(fields),
    }),
  );
}

function readOccurredAt(fields: FieldReader, type: EventType): number | null {
  if (fields.value("outage") !== undefined) return fields.time(type === "resolved" ? "outage.up_at" : "outage.down_at");
  return fields.text("event") === "occurred" ? fields.time("fault.last_notice_at") : null;
}

function* readLabels(fields: FieldReader): Generator<readonly [string, string | null]> {
  yield ["project", fields.text("project.name")];
  yield* fieldLabels(fields, "event", "fault.environment", "fault.component", "outage.reason");
}
