import type { EventType } from "@signalbox/core";
import type { FieldReader } from "../../payload/field-reader.ts";
import { fieldLabels } from "../../payload/read-labels.ts";
import { normaliseOne, type PayloadForm, readOneEvent } from "../../payload/read-one-event.ts";
import { isTestName } from "../../payload/test-name.ts";
import type { NormaliseInput, NormaliseOutcome } from "../../sender.ts";

/** Placeholders such as `[ENDPOINT_GROUP]`. */
const form: PayloadForm = { unreplaced: /^\[[A-Z][A-Z_]{0,60}\]$/ };

const types: Record<string, EventType> = { triggered: "opened", resolved: "resolved" };

export function normaliseGatus(input: NormaliseInput): NormaliseOutcome {
  return normaliseOne(input, readEvent, form);
}

/** It says no time: the receipt counts. A group is optional, and its absence is part of the key. */
function readEvent(fields: FieldReader) {
  const endpoint = fields.text("endpoint");
  const group = fields.text("group");
  const key = endpoint === null || group === null ? endpoint : `${group}/${endpoint}`;
  const status = { path: "status", words: types, isTest: isTestName(endpoint) };
  return readOneEvent(fields, status, { path: "endpoint", text: key }, () => ({
    occurredAt: null,
    monitor: key === null ? null : { id: key, name: endpoint ?? key },
    severity: "unknown",
    summary: fields.text("description", "errors") ?? endpoint,
    url: fields.link("url"),
    labels: fieldLabels(fields, "group", "endpoint", "errors", "conditions"),
  }));
}
