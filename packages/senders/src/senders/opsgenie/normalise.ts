import type { EventType, Severity } from "@signalbox/core";
import type { FieldReader } from "../../payload/field-reader.ts";
import { fieldLabels, tagLabels } from "../../payload/read-labels.ts";
import { normaliseOne, readOneEvent } from "../../payload/read-one-event.ts";
import { isTestName } from "../../payload/test-name.ts";
import type { NormaliseInput, NormaliseOutcome } from "../../sender.ts";

const types: Record<string, EventType> = {
  create: "opened",
  acknowledge: "acknowledged",
  unacknowledge: "updated",
  addnote: "updated",
  addtags: "updated",
  removetags: "updated",
  addteam: "updated",
  addrecipient: "updated",
  assignownership: "updated",
  takeownership: "updated",
  escalate: "updated",
  updatepriority: "updated",
  snooze: "updated",
  close: "resolved",
  delete: "resolved",
};

/** Old alerts carry the priority as a number. */
const priorities: Record<string, Severity> = { "1": "critical", "2": "high", "3": "medium", "4": "low", "5": "info" };

export function normaliseOpsgenie(input: NormaliseInput): NormaliseOutcome {
  return normaliseOne(input, readEvent);
}

function readEvent(fields: FieldReader) {
  const message = fields.text("alert.message");
  const monitor = fields.text("alert.entity", "alert.alias");
  return readOneEvent(
    fields,
    { path: "action", words: types, isTest: isTestName(message) },
    { path: "alert.alertId", text: fields.text("alert.alertId") },
    (type) => ({
      // createdAt is in milliseconds, updatedAt in nanoseconds.
      occurredAt: fields.time(type === "opened" || type === "test" ? "alert.createdAt" : "alert.updatedAt"),
      startedAt: type === "resolved" ? fields.time("alert.createdAt") : null,
      monitor: monitor === null ? null : { id: monitor, name: fields.text("alert.entity", "alert.message") ?? monitor },
      severity: fields.severity("alert.priority", priorities),
      summary: message,
      url: null,
      labels: [
        ...fieldLabels(fields, "alert.alias", "alert.tinyId", "alert.source", "alert.username", "alert.team"),
        ...tagLabels(fields, "alert.tags"),
      ],
    }),
  );
}
