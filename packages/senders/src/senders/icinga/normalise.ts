import type { EventType, Severity } from "@signalbox/core";
import type { FieldReader } from "../../payload/field-reader.ts";
import { fieldLabels } from "../../payload/read-labels.ts";
import { normaliseOne, type PayloadForm, readOneEvent } from "../../payload/read-one-event.ts";
import type { NormaliseInput, NormaliseOutcome } from "../../sender.ts";

/** Macros such as `$service.name$`. */
export const icingaForm: PayloadForm = { unreplaced: /^\$[a-z][a-z0-9_.]{0,100}\$$/i };

const types: Record<string, EventType> = {
  problem: "opened",
  acknowledgement: "acknowledged",
  recovery: "resolved",
  downtimestart: "updated",
  downtimeend: "updated",
  downtimeremoved: "updated",
  flappingstart: "updated",
  flappingend: "updated",
  custom: "test",
};

/** Of a script that names no type only the end is certain. */
const states: Record<string, EventType> = { ok: "resolved", up: "resolved" };

const severities: Record<string, Severity> = { down: "critical", ok: "unknown", up: "unknown" };

export function normaliseIcinga(input: NormaliseInput): NormaliseOutcome {
  return normaliseOne(input, readEvent, icingaForm);
}

/** Host and service find the incident, written as Icinga writes them: `host!service`. */
function readEvent(fields: FieldReader) {
  const host = fields.text("host.name");
  const service = fields.text("service.name");
  const key = host === null || service === null ? host : `${host}!${service}`;
  const isGood = Object.hasOwn(states, fields.text("check_result.state")?.toLowerCase() ?? "");
  const status =
    fields.text("notification.type") === null && isGood
      ? { path: "check_result.state", words: states }
      : { path: "notification.type", words: types };
  return readOneEvent(fields, status, { path: "host.name", text: key }, () => ({
    occurredAt: fields.time("check_result.execution_end"),
    monitor: key === null ? null : { id: key, name: fields.text("service.display_name", "host.display_name") ?? key },
    severity: fields.severity("check_result.state", severities),
    summary: fields.text("check_result.output") ?? service ?? host,
    url: null,
    labels: readLabels(fields, host, service),
  }));
}

function* readLabels(fields: FieldReader, host: string | null, service: string | null) {
  yield ["host", host] as const;
  yield ["service", service] as const;
  yield* fieldLabels(fields, "notification.author", "notification.comment");
}
