import type { EventType, Severity } from "@signalbox/core";
import type { FieldReader } from "../../payload/field-reader.ts";
import { fieldLabels } from "../../payload/read-labels.ts";
import { normaliseOne, type PayloadForm, readOneEvent } from "../../payload/read-one-event.ts";
import type { NormaliseInput, NormaliseOutcome } from "../../sender.ts";

/** Macros such as `$SERVICEDESC$`. */
export const nagiosForm: PayloadForm = { unreplaced: /^\$[A-Z][A-Z0-9_]{0,60}\$$/ };

const types: Record<string, EventType> = {
  problem: "opened",
  acknowledgement: "acknowledged",
  recovery: "resolved",
  flappingstart: "updated",
  flappingstop: "updated",
  flappingdisabled: "updated",
  downtimestart: "updated",
  downtimeend: "updated",
  downtimecancelled: "updated",
  custom: "test",
};

const severities: Record<string, Severity> = {
  down: "critical",
  unreachable: "high",
  ok: "unknown",
  up: "unknown",
};

export function normaliseNagios(input: NormaliseInput): NormaliseOutcome {
  return normaliseOne(input, readEvent, nagiosForm);
}

/** Host and service find the incident: the problem's own id is 0 on recovery. Without a service it is about the host. */
function readEvent(fields: FieldReader) {
  const host = fields.text("HOSTNAME");
  const service = fields.text("SERVICEDESC");
  const key = host === null || service === null ? host : `${host}/${service}`;
  const status = { path: "NOTIFICATIONTYPE", words: types };
  return readOneEvent(fields, status, { path: "HOSTNAME", text: key }, () => ({
    occurredAt: fields.time("TIMET"),
    monitor: key === null ? null : { id: key, name: service ?? key },
    severity: fields.severity(service === null ? "HOSTSTATE" : "SERVICESTATE", severities),
    summary: (service === null ? fields.text("HOSTOUTPUT") : fields.text("SERVICEOUTPUT")) ?? service ?? host,
    url: null,
    labels: fieldLabels(fields, "HOSTNAME", "HOSTADDRESS", "NOTIFICATIONAUTHOR", "NOTIFICATIONCOMMENT"),
  }));
}
