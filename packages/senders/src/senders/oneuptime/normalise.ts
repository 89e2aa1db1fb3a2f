import type { EventType } from "@signalbox/core";
import type { FieldReader } from "../../payload/field-reader.ts";
import { fieldLabels } from "../../payload/read-labels.ts";
import { normaliseOne, readOneEvent } from "../../payload/read-one-event.ts";
import type { NormaliseInput, NormaliseOutcome } from "../../sender.ts";

/** The on-call webhook's four kinds, then the status page subscriber's. */
export const idPaths = ["incident.id", "alert.id", "incidentEpisode.id", "alertEpisode.id", "data.incidentId"] as const;

const types: Record<string, EventType> = {
  "on-call.incident.created": "opened",
  "on-call.alert.created": "opened",
  "on-call.incidentepisode.created": "opened",
  "on-call.alertepisode.created": "opened",
  incidentcreated: "opened",
  incidentnotecreated: "updated",
  incidentpostmortempublished: "updated",
  subscribersubscribed: "test",
  testnotification: "test",
  test: "test",
};

/** Names of states are the user's own: any other is some step in between. */
const states: Record<string, EventType> = { acknowledged: "acknowledged", resolved: "resolved" };

export function normaliseOneuptime(input: NormaliseInput): NormaliseOutcome {
  return normaliseOne(input, readEvent);
}

function readEvent(fields: FieldReader) {
  const keyPath = fields.present(...idPaths);
  const affected = fields.text("data.resourcesAffected");
  return readOneEvent(
    fields,
    { path: "eventType", words: { ...types, ...readChange(fields) } },
    { path: keyPath, text: fields.text(keyPath) },
    () => ({
      occurredAt: fields.time("timestamp"),
      monitor: affected === null ? null : { id: affected, name: affected },
      severity: fields.severity(
        fields.present("data.incidentSeverity", "incident.severity", "alert.severity", "incidentEpisode.severity"),
      ),
      summary: fields.text("incident.title", "alert.title", "data.incidentTitle", "data.message"),
      url: fields.link("data.detailsUrl"),
      labels: fieldLabels(fields, "data.incidentState"),
    }),
  );
}

function readChange(fields: FieldReader): Record<string, EventType> {
  const state = fields.text("data.incidentState")?.trim().toLowerCase();
  if (state === undefined) return {};
  return { incidentstatechanged: Object.hasOwn(states, state) ? states[state]! : "updated" };
}
