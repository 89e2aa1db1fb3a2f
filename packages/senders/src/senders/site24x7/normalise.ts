import type { EventType, Severity } from "@signalbox/core";
import type { FieldReader } from "../../payload/field-reader.ts";
import { fieldLabels, tagLabels } from "../../payload/read-labels.ts";
import { normaliseOne, type PayloadForm, readOneEvent } from "../../payload/read-one-event.ts";
import { isTestName } from "../../payload/test-name.ts";
import type { NormaliseInput, NormaliseOutcome } from "../../sender.ts";

/** `$MONITOR_ID` of a body that people wrote themselves. */
export const site24x7Form: PayloadForm = { unreplaced: /^\$[A-Z][A-Z0-9_]{0,60}$/ };

const types: Record<string, EventType> = { down: "opened", critical: "opened", trouble: "opened", up: "resolved" };

const severities: Record<string, Severity> = { down: "critical", critical: "high", trouble: "medium", up: "unknown" };

export function normaliseSite24x7(input: NormaliseInput): NormaliseOutcome {
  return normaliseOne(input, readEvent, site24x7Form);
}

/** The status says how bad it is as well: from DOWN to TROUBLE is one outage that became less bad. */
function readEvent(fields: FieldReader) {
  const id = fields.text("MONITOR_ID");
  const name = fields.text("MONITORNAME");
  const status = { path: "STATUS", words: types, isTest: isTestName(name) };
  return readOneEvent(fields, status, { path: "MONITOR_ID", text: id }, (type) => ({
    occurredAt: fields.time("INCIDENT_TIME_ISO"),
    startedAt: type === "resolved" ? fields.time("OUTAGE_TIME_UNIX_FORMAT") : null,
    monitor: id === null ? null : { id, name: name ?? id },
    severity: fields.severity("STATUS", severities),
    summary: fields.text("INCIDENT_REASON") ?? name,
    url: fields.link("MONITOR_DASHBOARD_LINK", "MONITORURL"),
    labels: readLabels(fields),
  }));
}

function* readLabels(fields: FieldReader): Generator<readonly [string, string | null]> {
  yield* fieldLabels(fields, "MONITORTYPE", "MONITOR_GROUPNAME", "MONITORURL", "FAILED_LOCATIONS");
  yield* tagLabels(fields, "TAGS");
}
