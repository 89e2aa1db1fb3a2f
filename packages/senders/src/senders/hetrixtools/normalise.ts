import type { EventType } from "@signalbox/core";
import type { FieldReader } from "../../payload/field-reader.ts";
import { fieldLabels } from "../../payload/read-labels.ts";
import { normaliseOne, readOneEvent } from "../../payload/read-one-event.ts";
import { isTestName } from "../../payload/test-name.ts";
import type { NormaliseInput, NormaliseOutcome } from "../../sender.ts";

/** More than it has probes in the world; past it the work would hold up other deliveries. */
const placesMax = 100;

const types: Record<string, EventType> = { offline: "opened", online: "resolved" };

export function normaliseHetrixtools(input: NormaliseInput): NormaliseOutcome {
  return normaliseOne(input, readEvent);
}

function readEvent(fields: FieldReader) {
  const id = fields.text("monitor_id");
  const name = fields.text("monitor_name");
  const status = { path: "monitor_status", words: types, isTest: isTestName(name) };
  return readOneEvent(fields, status, { path: "monitor_id", text: id }, () => ({
    occurredAt: fields.time("timestamp"),
    monitor: id === null ? null : { id, name: name ?? id },
    severity: "unknown",
    summary: readErrors(fields) ?? name,
    url: readTarget(fields),
    labels: readLabels(fields),
  }));
}

/** Each text once, however many places saw it. An empty map is `[]`, as PHP writes it. */
function readErrors(fields: FieldReader): string | null {
  const errors = new Set(readPlaces(fields).map((place) => fields.text(["monitor_errors", place])));
  errors.delete(null);
  return errors.size === 0 ? null : [...errors].join(", ");
}

function readPlaces(fields: FieldReader): string[] {
  return fields.keys("monitor_errors").slice(0, placesMax);
}

/** The target of a ping or port monitor is a host, not an address. */
function readTarget(fields: FieldReader): string | null {
  return /^https?:/i.test(fields.text("monitor_target") ?? "") ? fields.link("monitor_target") : null;
}

function* readLabels(fields: FieldReader): Generator<readonly [string, string | null]> {
  yield* fieldLabels(fields, "monitor_target", "monitor_type", "monitor_category");
  const places = readPlaces(fields);
  if (places.length > 0) yield ["locations", places.join(", ")];
}
