import type { EventType } from "@signalbox/core";
import type { PartOutcome } from "../../payload/collect-events.ts";
import type { FieldReader } from "../../payload/field-reader.ts";
import { normaliseOne, readOneEvent } from "../../payload/read-one-event.ts";
import { readWord } from "../../payload/read-word.ts";
import type { NormaliseInput, NormaliseOutcome } from "../../sender.ts";

const types: Record<string, EventType> = {
  "public_incident.incident_created_v2": "opened",
  "public_incident.incident_updated_v2": "updated",
  "private_incident.incident_created_v2": "opened",
  "private_incident.incident_updated_v2": "updated",
  "public_alert.alert_created_v1": "opened",
};

/** What the category of a status says; its name is the user's own. */
const categories: Record<string, "open" | "over"> = {
  triage: "open",
  live: "open",
  paused: "open",
  learning: "over",
  closed: "over",
  declined: "over",
  merged: "over",
  canceled: "over",
};

const statusUpdated = "public_incident.incident_status_updated_v2";

export function normaliseIncidentIo(input: NormaliseInput): NormaliseOutcome {
  return normaliseOne(input, (fields) => {
    const type = fields.text("event_type") ?? "";
    if (/^(?:public|private)_incident\.(?:action|follow_up|membership)_/.test(type)) {
      return { outcome: "ignored", reason: "tells of an action, a follow-up or a membership, not of an incident" };
    }
    return type === statusUpdated ? readStatus(fields) : readIncident(fields, type);
  });
}

/** The event's name is the key of its body, and holds a dot. */
function readIncident(fields: FieldReader, name: string): PartOutcome {
  return readEvent(fields, [name], "event_type", types);
}

function readStatus(fields: FieldReader): PartOutcome {
  const before = readWord(fields, [statusUpdated, "previous_status", "category"], categories);
  const wasOver = before.outcome === "known" && before.meaning === "over";
  const path = [statusUpdated, "new_status", "category"];
  const meanings = { open: wasOver ? "opened" : "updated", over: "resolved" } as const;
  const words = Object.fromEntries(Object.entries(categories).map(([word, state]) => [word, meanings[state]]));
  return readEvent(fields, [statusUpdated, "incident"], path, words);
}

function readEvent(
  fields: FieldReader,
  incident: string[],
  path: string | string[],
  words: Record<string, EventType>,
): PartOutcome {
  const at = (...steps: string[]) => [...incident, ...steps];
  return readOneEvent(
    fields,
    { path, words, isTest: ["test", "tutorial"].includes(fields.text(at("mode")) ?? "") },
    { path: at("id"), text: fields.text(at("id")) },
    (type) => ({
      // Nothing says when a status changed: updated_at may be that of another change.
      occurredAt: type === "opened" && path === "event_type" ? fields.time(at("created_at")) : null,
      startedAt: fields.time(at("created_at")),
      monitor: null,
      severity: fields.severity(at("severity", "name")),
      summary: fields.text(at("name"), at("title")),
      url: fields.link(at("permalink")),
      labels: [
        ["reference", fields.text(at("reference"))],
        ["status", fields.text([statusUpdated, "new_status", "name"], at("incident_status", "name"))],
        ["incidentType", fields.text(at("incident_type", "name"))],
        ["summary", fields.text(at("summary"))],
      ],
    }),
  );
}
