import type { EventType, Severity } from "@signalbox/core";
import type { PartOutcome } from "../../payload/collect-events.ts";
import type { FieldReader } from "../../payload/field-reader.ts";
import { fieldLabels } from "../../payload/read-labels.ts";
import { normaliseOne, readOneEvent } from "../../payload/read-one-event.ts";
import { isTestName } from "../../payload/test-name.ts";
import type { NormaliseInput, NormaliseOutcome } from "../../sender.ts";

const words: Record<string, EventType> = { error: "opened", degraded: "opened", recovered: "resolved" };
const severities: Record<string, Severity> = { error: "high", degraded: "medium" };

export function normaliseOpenstatus(input: NormaliseInput): NormaliseOutcome {
  return normaliseOne(input, readCheck);
}

function readCheck(fields: FieldReader): PartOutcome {
  const id = fields.text("monitor.id");
  const name = fields.text("monitor.name");
  const status = fields.text("status")?.toLowerCase() ?? "";
  // The test is a recovery of monitor 1, which would end an outage of somebody's real monitor 1.
  const isOwnTest = id === "1" && name === "test" && status === "recovered";
  return readOneEvent(
    fields,
    { path: "status", words, isTest: isOwnTest || isTestName(name) },
    { path: "monitor.id", text: isOwnTest ? "test" : id },
    () => ({
      occurredAt: fields.time("cronTimestamp"),
      monitor: id === null || isOwnTest ? null : { id, name: name ?? id },
      severity: Object.hasOwn(severities, status) ? severities[status]! : "unknown",
      summary: fields.text("errorMessage") ?? name,
      url: fields.link("monitor.url"),
      labels: [["status", status], ...fieldLabels(fields, "statusCode", "latency")],
    }),
  );
}
