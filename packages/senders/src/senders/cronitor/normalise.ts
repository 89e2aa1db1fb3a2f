import type { EventType } from "@signalbox/core";
import type { FieldReader } from "../../payload/field-reader.ts";
import { fieldLabels } from "../../payload/read-labels.ts";
import { normaliseOne, readOneEvent } from "../../payload/read-one-event.ts";
import { isTestName } from "../../payload/test-name.ts";
import type { NormaliseInput, NormaliseOutcome } from "../../sender.ts";

const types: Record<string, EventType> = { alert: "opened", recovery: "resolved" };

export function normaliseCronitor(input: NormaliseInput): NormaliseOutcome {
  return normaliseOne(input, readEvent);
}

/** `id` is the monitor's: the issue is found by its address, or by monitor and environment. It says no time. */
function readEvent(fields: FieldReader) {
  const id = fields.text("id");
  const name = fields.text("monitor");
  const environment = fields.text("environment");
  const key = fields.text("issue_url") ?? (id === null || environment === null ? id : `${id}/${environment}`);
  const status = { path: "type", words: types, isTest: isTestName(name) };
  return readOneEvent(fields, status, { path: "issue_url", text: key }, () => ({
    occurredAt: null,
    monitor: id === null ? null : { id, name: name ?? id },
    severity: "unknown",
    summary: fields.text("description") ?? name,
    url: fields.link("issue_url"),
    labels: fieldLabels(fields, "environment", "group", "rule"),
  }));
}
