import type { EventType } from "@signalbox/core";
import { type PartOutcome, unreadablePart } from "../../payload/collect-events.ts";
import type { FieldReader } from "../../payload/field-reader.ts";
import { fieldLabels } from "../../payload/read-labels.ts";
import { normaliseOne, readOneEvent } from "../../payload/read-one-event.ts";
import { isTestName } from "../../payload/test-name.ts";
import type { NormaliseInput, NormaliseOutcome } from "../../sender.ts";

const words: Record<string, EventType> = { warning: "opened", critical: "opened", clear: "resolved" };

export function normaliseNetdata(input: NormaliseInput): NormaliseOutcome {
  return normaliseOne(input, (fields) => {
    if (fields.value("token") !== undefined) return readVerification(fields);
    return fields.value("status") === undefined ? readAlert(fields) : readReachability(fields);
  });
}

/** The fields of an alert name no node, so the same alert on two nodes of a space is one incident. */
function readAlert(fields: FieldReader): PartOutcome {
  const alert = fields.text("alert");
  const severity = fields.text("severity")?.toLowerCase();
  return readOneEvent(
    fields,
    { path: "severity", words, isTest: isTestName(alert) },
    { path: "alert", text: alert === null ? null : [fields.text("space"), alert, fields.text("chart")].join("/") },
    () => ({
      occurredAt: fields.time("date"),
      monitor: alert === null ? null : { id: alert, name: alert },
      severity: severity === "clear" ? "unknown" : fields.severity("severity"),
      summary: fields.text("message") ?? alert,
      url: fields.link("alert_url"),
      labels: fieldLabels(fields, "space", "chart", "context", "family", "class", "info"),
    }),
  );
}

function readReachability(fields: FieldReader): PartOutcome {
  const host = fields.text("host");
  const isReachable = fields.value("status.reachable");
  if (typeof isReachable !== "boolean") return unreadablePart("status.reachable", "is neither true nor false", "type");
  return readOneEvent(fields, { type: isReachable ? "resolved" : "opened" }, { path: "host", text: host }, () => ({
    occurredAt: null,
    monitor: host === null ? null : { id: host, name: host },
    severity: isReachable ? "unknown" : fields.severity("severity"),
    summary: fields.text("message") ?? host,
    url: fields.link("url"),
  }));
}

/** People copy the token from the test back into Netdata, so it is shown as a label. */
function readVerification(fields: FieldReader): PartOutcome {
  const token = fields.text("token");
  if (token === null) return unreadablePart("token", "is empty");
  return readOneEvent(fields, { type: "test" }, { path: "token", text: "test" }, () => ({
    occurredAt: fields.time("date"),
    monitor: null,
    severity: "info",
    summary: fields.text("message"),
    url: null,
    labels: [["token", token]],
  }));
}
