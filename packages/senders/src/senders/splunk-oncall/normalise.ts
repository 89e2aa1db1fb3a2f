import type { EventType } from "@signalbox/core";
import type { PartOutcome } from "../../payload/collect-events.ts";
import type { FieldReader } from "../../payload/field-reader.ts";
import { fieldLabels } from "../../payload/read-labels.ts";
import { normaliseOne, readOneEvent } from "../../payload/read-one-event.ts";
import { isTestName } from "../../payload/test-name.ts";
import type { NormaliseInput, NormaliseOutcome } from "../../sender.ts";

/** A variable that the incident does not have stays as it was written. */
export const unreplaced = /^\$\{\{[\w.]{1,128}\}\}$/;

const phases: Record<string, EventType> = { unacked: "opened", acked: "acknowledged", resolved: "resolved" };
const messageTypes: Record<string, EventType> = {
  critical: "opened",
  warning: "opened",
  acknowledgement: "acknowledged",
  info: "updated",
  recovery: "resolved",
};

export function normaliseSplunkOncall(input: NormaliseInput): NormaliseOutcome {
  return normaliseOne(input, readIncident, { unreplaced });
}

/** The phase is the incident's; the type of its last message counts where the template has no phase. */
function readIncident(fields: FieldReader): PartOutcome {
  const hasPhase = fields.text("phase") !== null || fields.text("message_type") === null;
  const entity = fields.text("entity_id");
  const name = fields.text("entity_display_name") ?? entity;
  return readOneEvent(
    fields,
    {
      path: hasPhase ? "phase" : "message_type",
      words: hasPhase ? phases : messageTypes,
      isTest: isTestName(name),
    },
    { path: "incident_number", text: fields.text("incident_number") ?? entity },
    (type) => ({
      occurredAt: fields.time("timestamp"),
      monitor: entity === null ? null : { id: entity, name: name ?? entity },
      severity: type === "opened" ? fields.severity("message_type") : "unknown",
      summary: fields.text("state_message", "incident_name") ?? name,
      url: null,
      labels: fieldLabels(fields, "routing_key", "monitoring_tool", "incident_name", "entity_id"),
    }),
  );
}
