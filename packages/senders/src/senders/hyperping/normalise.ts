import type { EventType } from "@signalbox/core";
import type { PartOutcome } from "../../payload/collect-events.ts";
import type { FieldReader } from "../../payload/field-reader.ts";
import { fieldLabels } from "../../payload/read-labels.ts";
import { normaliseOne, readOneEvent } from "../../payload/read-one-event.ts";
import type { NormaliseInput, NormaliseOutcome } from "../../sender.ts";

const words: Record<string, EventType> = { "check.down": "opened", "check.up": "resolved" };

export function normaliseHyperping(input: NormaliseInput): NormaliseOutcome {
  return normaliseOne(input, readCheck);
}

/** A monitor has no name here: the address that it watches stands for it, and for what went wrong. */
function readCheck(fields: FieldReader): PartOutcome {
  const id = fields.text("check.monitorUuid");
  const address = fields.text("check.url");
  return readOneEvent(
    fields,
    { path: "event", words, isTest: address?.includes("signalbox-test") === true },
    { path: "check.monitorUuid", text: id },
    () => ({
      occurredAt: fields.time("check.date"),
      monitor: id === null ? null : { id, name: address ?? id },
      severity: "unknown",
      summary: address,
      url: fields.link("check.url"),
      labels: fieldLabels(fields, "check.status"),
    }),
  );
}
