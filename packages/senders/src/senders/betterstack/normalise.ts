import type { EpochMs, EventType } from "@signalbox/core";
import type { PartOutcome } from "../../payload/collect-events.ts";
import type { FieldReader } from "../../payload/field-reader.ts";
import { fieldLabels } from "../../payload/read-labels.ts";
import { normaliseOne, readOneEvent } from "../../payload/read-one-event.ts";
import { isTestName } from "../../payload/test-name.ts";
import type { NormaliseInput, NormaliseOutcome } from "../../sender.ts";

const types: Record<string, EventType> = {
  started: "opened",
  reopened: "opened",
  acknowledged: "acknowledged",
  resolved: "resolved",
};

export function normaliseBetterstack(input: NormaliseInput): NormaliseOutcome {
  return normaliseOne(input, readEvent);
}

/** The same URL may get changes of monitors and of the rota too: those are no incidents. */
function readEvent(fields: FieldReader): PartOutcome {
  const about = fields.text("data.type");
  if (about === "monitor" || about?.startsWith("on_call") === true) {
    return {
      outcome: "ignored",
      reason: `a change of ${about === "monitor" ? "a monitor" : "the rota"}, not an incident`,
    };
  }
  const name = fields.text("data.attributes.name");
  const monitor = fields.text("data.relationships.monitor.data.id");
  const isIncident = about === "incident";
  const status = isIncident
    ? { path: "event", words: types, isTest: isTestName(name) }
    : { path: "data.type", words: {} };
  return readOneEvent(fields, status, { path: "data.id", text: fields.text("data.id") }, (type) => ({
    occurredAt: readOccurredAt(fields, type),
    startedAt: type === "resolved" ? fields.time("data.attributes.started_at") : null,
    monitor: monitor === null ? null : { id: monitor, name: name ?? monitor },
    severity: "unknown",
    summary: fields.text("data.attributes.cause") ?? name,
    url: fields.link("data.attributes.url"),
    labels: fieldLabels(
      fields,
      "data.attributes.team_name",
      "data.attributes.acknowledged_by",
      "data.attributes.resolved_by",
    ),
  }));
}

/** When an incident was opened again is not said. */
function readOccurredAt(fields: FieldReader, type: EventType): EpochMs | null {
  switch (type) {
    case "opened":
    case "test":
      return fields.text("event")?.toLowerCase() === "reopened" ? null : fields.time("data.attributes.started_at");
    case "acknowledged":
      return fields.time("data.attributes.acknowledged_at");
    case "resolved":
      return fields.time("data.attributes.resolved_at");
    case "updated":
      return null;
  }
}
