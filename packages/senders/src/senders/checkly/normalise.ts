import type { EventType, Severity } from "@signalbox/core";
import type { FieldReader } from "../../payload/field-reader.ts";
import { fieldLabels, tagLabels } from "../../payload/read-labels.ts";
import { normaliseOne, readOneEvent } from "../../payload/read-one-event.ts";
import { isTestName } from "../../payload/test-name.ts";
import type { NormaliseInput, NormaliseOutcome } from "../../sender.ts";

/** Checkly's own pages write both ALERT_FAIL and ALERT_FAILURE. */
const types: Record<string, EventType> = {
  alert_failure: "opened",
  alert_fail: "opened",
  alert_degraded: "opened",
  alert_recovery: "resolved",
  alert_degraded_recovery: "resolved",
  alert_ssl: "updated",
};

export function normaliseCheckly(input: NormaliseInput): NormaliseOutcome {
  return normaliseOne(input, readAlert);
}

function readAlert(fields: FieldReader) {
  const key = fields.text("check_id");
  const name = fields.text("check_name");
  return readOneEvent(
    fields,
    { path: "alert_type", words: types, isTest: isTestName(name) },
    { path: "check_id", text: key },
    () => ({
      // Of the run that made the alert: what failed late in arriving is put back in its order by it.
      occurredAt: fields.time("started_at"),
      monitor: key === null ? null : { id: key, name: name ?? key },
      severity: readSeverity(fields),
      summary: fields.text("event", "check_name"),
      url: fields.link("link"),
      labels: [
        ...fieldLabels(fields, "group_name", "check_type", "check_error_message", "run_location"),
        ...fieldLabels(fields, "api_check_response_status_code", "ssl_days_remaining", "ssl_check_domain"),
        ...tagLabels(fields, "tags"),
      ],
    }),
  );
}

function readSeverity(fields: FieldReader): Severity {
  switch (fields.text("alert_type")?.trim().toLowerCase()) {
    case "alert_failure":
    case "alert_fail":
      return "high";
    case "alert_degraded":
      return "medium";
    default:
      return "unknown";
  }
}
