import type { EventType } from "@signalbox/core";
import { collectEvents, type PartOutcome, unknownShape, unreadablePart } from "../../payload/collect-events.ts";
import { FieldReader } from "../../payload/field-reader.ts";
import { openPayload } from "../../payload/open-payload.ts";
import { readBatch } from "../../payload/read-batch.ts";
import { fieldLabels } from "../../payload/read-labels.ts";
import { normaliseOne, readOneEvent } from "../../payload/read-one-event.ts";
import { isTestName } from "../../payload/test-name.ts";
import type { NormaliseInput, NormaliseOutcome } from "../../sender.ts";

/** A variable of our template that was left standing; alerts of SIEM rules come one after another. */
export const kibanaForm = {
  unreplaced: /^\{\{(?:rule|alert|context|date)[\w.]{0,64}\}\}$/,
  isSequence: true,
} as const;

/** Groups of a summary action, in the order in which they happened to an alert. */
const summaryGroups = [
  ["new", "opened"],
  ["ongoing", "opened"],
  ["recovered", "resolved"],
] as const;

export function normaliseKibana(input: NormaliseInput): NormaliseOutcome {
  const payload = openPayload(input, kibanaForm);
  if (payload.outcome === "unreadable") return payload;
  const { value, options } = payload;
  const fields = new FieldReader(value, options);
  const isElsewhere = options.mapping?.mapping.list != null;
  if (!isElsewhere && Array.isArray(value)) return readDetections(readBatch(value, "", options));
  if (!isElsewhere && isDetection(fields)) return collectEvents([readDetection(fields)]);
  return fields.value("alerts") === undefined || isElsewhere
    ? normaliseOne(input, readAlert, kibanaForm)
    : readSummary(fields);
}

/** Each rule type has action groups with names of its own; all but `recovered` say that the alert is active. */
function readAlert(fields: FieldReader): PartOutcome {
  const group = fields.text("alert.actionGroup");
  if (group === null) return unreadablePart("alert.actionGroup", "is missing");
  const rule = fields.text("rule.name");
  const ruleId = fields.text("rule.id") ?? rule;
  return readOneEvent(
    fields,
    {
      path: "alert.actionGroup",
      words: { [group.trim().toLowerCase()]: typeOf(group) },
      isTest: isTestName(rule),
    },
    { path: "alert.uuid", text: fields.text("alert.uuid") ?? pairKey(ruleId, fields.text("alert.id")) },
    (type) => ({
      occurredAt: type === "resolved" ? fields.time("date") : fields.time("context.timestamp", "date"),
      monitor: ruleId === null ? null : { id: ruleId, name: rule ?? ruleId },
      severity: "unknown",
      summary: fields.text("context.reason") ?? rule,
      url: fields.link("context.alertDetailsUrl"),
      labels: [["alertId", fields.text("alert.id")], ...fieldLabels(fields, "alert.actionGroup")],
    }),
  );
}

function typeOf(group: string): EventType {
  return group.trim().toLowerCase() === "recovered" ? "resolved" : "opened";
}

function pairKey(ruleId: string | null, alertId: string | null): string | null {
  return ruleId === null || alertId === null ? null : `${ruleId}/${alertId}`;
}

function readSummary(summary: FieldReader): NormaliseOutcome {
  const parts: PartOutcome[] = [];
  for (const [group, type] of summaryGroups) {
    const place = `alerts.${group}.data`;
    const list = summary.value(place) ?? [];
    if (!Array.isArray(list)) return unknownShape(place, "is not a list of alerts");
    if (list.length === 0) continue;
    const batch = readBatch(list, place, summary.options);
    if (batch.outcome === "unreadable") return { ...batch, field: place };
    parts.push(...batch.items.map((item) => readSummaryAlert(item, type, summary)));
  }
  return parts.length === 0 ? unknownShape("alerts", "holds no alert") : collectEvents(parts);
}

function readSummaryAlert(item: FieldReader, type: EventType, summary: FieldReader): PartOutcome {
  const rule = field(item, "kibana.alert.rule.name") ?? summary.text("rule.name");
  const ruleId = field(item, "kibana.alert.rule.uuid") ?? summary.text("rule.id") ?? rule;
  const key = { path: ["kibana.alert.uuid"], text: field(item, "kibana.alert.uuid") };
  return readOneEvent(item, { type: isTestName(rule) ? "test" : type }, key, () => {
    const startedAt = item.time(["kibana.alert.start"], "kibana.alert.start");
    return {
      occurredAt: type === "resolved" ? item.time(["kibana.alert.end"], "kibana.alert.end") : startedAt,
      startedAt,
      monitor: ruleId === null ? null : { id: ruleId, name: rule ?? ruleId },
      severity: "unknown",
      summary: field(item, "kibana.alert.reason") ?? rule,
      url: item.link(["kibana.alert.url"], "kibana.alert.url"),
      labels: [["alertId", field(item, "kibana.alert.instance.id")]],
    };
  });
}

/** Whether it is the alert of a SIEM rule itself (`{{{.}}}` within `context.alerts`), and not what a template says of one. */
export function isDetection(fields: FieldReader): boolean {
  return fields.value("alert") === undefined && field(fields, "kibana.alert.uuid") !== null;
}

function readDetections(batch: ReturnType<typeof readBatch>): NormaliseOutcome {
  if (batch.outcome === "unreadable") return { ...batch, field: null, detail: `the body ${batch.detail}` };
  return collectEvents(batch.items.map(readDetection));
}

/** A SIEM rule finds something and never says that it is over. */
function readDetection(item: FieldReader): PartOutcome {
  const rule = field(item, "kibana.alert.rule.name");
  const ruleId = field(item, "kibana.alert.rule.uuid") ?? rule;
  const key = { path: ["kibana.alert.uuid"], text: field(item, "kibana.alert.uuid") };
  return readOneEvent(item, { type: isTestName(rule) ? "test" : "opened" }, key, () => ({
    occurredAt: item.time(["kibana.alert.start"], "kibana.alert.start", "@timestamp"),
    monitor: ruleId === null ? null : { id: ruleId, name: rule ?? ruleId },
    severity: item.severity(item.present(["kibana.alert.severity"], "kibana.alert.severity")),
    summary: field(item, "kibana.alert.reason") ?? rule,
    url: item.link(["kibana.alert.url"], "kibana.alert.url"),
    labels: [["rule", rule]],
  }));
}

/** Its fields come with dots in their names or one inside the other. */
function field(item: FieldReader, name: string): string | null {
  return item.text([name], name);
}
