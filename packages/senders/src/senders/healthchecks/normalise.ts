import type { EventType } from "@signalbox/core";
import type { FieldReader } from "../../payload/field-reader.ts";
import { tagLabels } from "../../payload/read-labels.ts";
import { normaliseOne, type PayloadForm, readOneEvent } from "../../payload/read-one-event.ts";
import { isTestName } from "../../payload/test-name.ts";
import type { NormaliseInput, NormaliseOutcome } from "../../sender.ts";

/** Placeholders such as `$CODE`, `$NAME_JSON` and `$TAG1`. */
export const healthchecksForm: PayloadForm = { unreplaced: /^\$[A-Z][A-Z0-9_]{0,60}$/ };

const types: Record<string, EventType> = { down: "opened", up: "resolved" };

export function normaliseHealthchecks(input: NormaliseInput): NormaliseOutcome {
  return normaliseOne(input, readEvent, healthchecksForm);
}

/** The test of an integration is a made-up check with the name TEST. */
function readEvent(fields: FieldReader) {
  const id = fields.text("check_id");
  const name = fields.text("name");
  const status = { path: "status", words: types, isTest: name === "TEST" || isTestName(name) };
  return readOneEvent(fields, status, { path: "check_id", text: id }, () => ({
    occurredAt: fields.time("now"),
    monitor: id === null ? null : { id, name: name ?? id },
    severity: "unknown",
    summary: name ?? id,
    url: null,
    labels: readLabels(fields),
  }));
}

function* readLabels(fields: FieldReader): Generator<readonly [string, string | null]> {
  yield* tagLabels(fields, "tags", " ");
  yield ["slug", fields.text("details.slug")];
  yield ["last_ping", fields.text("details.last_ping")];
}
