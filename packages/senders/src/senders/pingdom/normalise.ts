import type { EventType } from "@signalbox/core";
import type { FieldReader } from "../../payload/field-reader.ts";
import { fieldLabels, tagLabels } from "../../payload/read-labels.ts";
import { normaliseOne, readOneEvent } from "../../payload/read-one-event.ts";
import { isTestName } from "../../payload/test-name.ts";
import type { NormaliseInput, NormaliseOutcome } from "../../sender.ts";

/** Transaction checks fail and succeed, the others are down and up. */
const types: Record<string, EventType> = { down: "opened", up: "resolved", failing: "opened", success: "resolved" };

/** The text time names no zone and is UTC. */
export function normalisePingdom(input: NormaliseInput): NormaliseOutcome {
  return normaliseOne(input, readEvent, { isUtc: true });
}

function readEvent(fields: FieldReader) {
  const id = fields.text("check_id");
  const name = fields.text("check_name");
  const status = { path: "current_state", words: types, isTest: isTestName(name) };
  return readOneEvent(fields, status, { path: "check_id", text: id }, () => ({
    occurredAt: fields.time("state_changed_timestamp", "state_changed_utc_time"),
    monitor: id === null ? null : { id, name: name ?? id },
    severity: fields.severity("importance_level"),
    summary: readSummary(fields) ?? name,
    url: fields.link("check_params.full_url"),
    labels: readLabels(fields),
  }));
}

/** Short and long text, once where they are the same. */
function readSummary(fields: FieldReader): string | null {
  const texts = new Set([fields.text("description"), fields.text("long_description")]);
  texts.delete(null);
  return texts.size === 0 ? null : [...texts].join(": ");
}

function* readLabels(fields: FieldReader): Generator<readonly [string, string | null]> {
  yield* fieldLabels(fields, "check_type", "check_params.hostname");
  yield ["location", fields.text("first_probe.location")];
  yield* tagLabels(fields, "tags");
}
