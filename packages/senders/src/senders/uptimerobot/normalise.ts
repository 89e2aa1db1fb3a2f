import type { EpochMs, EventType } from "@signalbox/core";
import type { FieldReader } from "../../payload/field-reader.ts";
import { fieldLabels } from "../../payload/read-labels.ts";
import { normaliseOne, type PayloadForm, readOneEvent } from "../../payload/read-one-event.ts";
import { isTestName } from "../../payload/test-name.ts";
import type { NormaliseInput, NormaliseOutcome } from "../../sender.ts";

/** `*alertDuration*`, as seen in recorded deliveries. */
export const uptimeRobotForm: PayloadForm = { unreplaced: /^\*[A-Za-z]{1,60}\*$/, withQuery: true };

/** 3 is a notice about a certificate: it opens nothing. */
const types: Record<string, EventType> = { 1: "opened", 2: "resolved", 3: "updated" };

export function normaliseUptimeRobot(input: NormaliseInput): NormaliseOutcome {
  return normaliseOne(input, readEvent, uptimeRobotForm);
}

/** People write the body themselves: older ones in snake case. */
function readEvent(fields: FieldReader) {
  const id = fields.text("monitorID", "monitor_id");
  const name = fields.text("monitorFriendlyName", "monitor_friendly_name");
  const path = fields.present("alertType", "alert_type");
  const status = { path, words: types, isTest: isTestName(name) };
  return readOneEvent(fields, status, { path: "monitorID", text: id }, (type) => {
    const at = fields.time("alertDateTime", "alert_date_time");
    return {
      occurredAt: at,
      startedAt: type === "resolved" ? readStart(fields, at) : null,
      monitor: id === null ? null : { id, name: name ?? id },
      severity: "unknown",
      summary:
        fields.text("alertDetails", "alert_details", "alertTypeFriendlyName", "alert_type_friendly_name") ?? name,
      url: fields.link("monitorURL", "monitor_url"),
      labels: fieldLabels(fields, "alertTypeFriendlyName", "sslExpiryDaysLeft"),
    };
  });
}

/** The duration is in whole seconds. */
function readStart(fields: FieldReader, end: EpochMs | null): EpochMs | null {
  const duration = fields.text("alertDuration", "alert_duration");
  return end === null || duration === null || !/^\d{1,9}$/.test(duration) ? null : end - Number(duration) * 1000;
}
