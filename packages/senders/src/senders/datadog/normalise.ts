import type { EventType } from "@signalbox/core";
import type { FieldReader } from "../../payload/field-reader.ts";
import { fieldLabels, tagLabels } from "../../payload/read-labels.ts";
import { normaliseOne, type PayloadForm, readOneEvent } from "../../payload/read-one-event.ts";
import type { NormaliseInput, NormaliseOutcome } from "../../sender.ts";

export const datadogForm: PayloadForm = { unreplaced: /^\$[A-Z][A-Z0-9_]{0,60}$/ };

const types: Record<string, EventType> = {
  triggered: "opened",
  "no data": "opened",
  warn: "opened",
  "re-triggered": "updated",
  "re-no data": "updated",
  "re-warn": "updated",
  renotify: "updated",
  recovered: "resolved",
  null: "test",
};

export function normaliseDatadog(input: NormaliseInput): NormaliseOutcome {
  return normaliseOne(input, readEvent, datadogForm);
}

/** A grouped monitor sends one webhook a group under one alert_id: the cycle, from trigger to recovery, is the incident. */
function readEvent(fields: FieldReader) {
  const key = { path: "alert_cycle_key", text: fields.text("alert_cycle_key", "aggreg_key") };
  return readOneEvent(fields, { path: "alert_transition", words: types }, key, () => {
    const id = fields.text("alert_id");
    const name = fields.text("title")?.replace(/^(?:\[[^\]]{0,500}\]\s{0,9}){1,9}/, "") ?? null;
    return {
      occurredAt: fields.time("date"),
      monitor: id === null ? null : { id, name: name ?? id },
      severity: fields.severity("alert_priority"),
      summary: fields.text("alert_status") ?? name,
      url: fields.link("link"),
      labels: readLabels(fields),
    };
  });
}

function* readLabels(fields: FieldReader): Generator<readonly [string, string | null]> {
  yield* fieldLabels(fields, "alert_scope", "hostname", "alert_type");
  yield* tagLabels(fields, "tags");
}
