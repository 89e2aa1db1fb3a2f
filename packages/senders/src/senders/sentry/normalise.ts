import type { EventType, Severity } from "@signalbox/core";
import { unreadablePart } from "../../payload/collect-events.ts";
import type { FieldReader } from "../../payload/field-reader.ts";
import { isJsonObject } from "../../payload/json.ts";
import { fieldLabels } from "../../payload/read-labels.ts";
import { normaliseOne, readOneEvent } from "../../payload/read-one-event.ts";
import { isTestName } from "../../payload/test-name.ts";
import type { NormaliseInput, NormaliseOutcome } from "../../sender.ts";

const alertTypes: Record<string, EventType> = { critical: "opened", warning: "opened", resolved: "resolved" };
const issueTypes: Record<string, EventType> = {
  created: "opened",
  unresolved: "opened",
  assigned: "updated",
  archived: "resolved",
  ignored: "resolved",
  resolved: "resolved",
};
const levels: Record<string, Severity> = { debug: "info" };

/** What Sentry sends beside alerts and issues, to whoever ticked it. */
const others = ["installation", "comment", "error"];

/** What is told is seen by the body, which is signed; the header that names it is not. */
export function normaliseSentry(input: NormaliseInput): NormaliseOutcome {
  return normaliseOne(input, (fields) => {
    const has = (name: string) => isJsonObject(fields.value(["data", name]));
    if (has("metric_alert")) return readMetricAlert(fields);
    if (has("issue")) return readIssue(fields);
    if (has("event")) return readIssueAlert(fields);
    const resource = input.headers["sentry-hook-resource"] ?? "";
    if (has("installation") || (others.includes(resource) && fields.text("action") !== null)) {
      return { outcome: "ignored", reason: "tells of no alert and no issue" };
    }
    return unreadablePart(fields.name("data"), "holds no metric_alert, issue or event");
  });
}

function readMetricAlert(fields: FieldReader) {
  const number = fields.text("data.metric_alert.identifier");
  const rule = fields.text("data.metric_alert.alert_rule.id");
  const name = fields.text("data.metric_alert.alert_rule.name", "data.metric_alert.title");
  return readOneEvent(
    fields,
    { path: "action", words: alertTypes, isTest: isTestName(name) },
    { path: "data.metric_alert.identifier", text: number === null ? null : `alert:${number}` },
    (type) => ({
      occurredAt: fields.time(`data.metric_alert.${type === "resolved" ? "date_closed" : "date_started"}`),
      startedAt: fields.time("data.metric_alert.date_started"),
      monitor: rule === null ? null : { id: rule, name: name ?? rule },
      severity: type === "resolved" ? "unknown" : fields.severity("action"),
      summary: fields.text("data.description_title", "data.metric_alert.title"),
      url: fields.link("data.web_url"),
      labels: [
        ["project", fields.text(["data", "metric_alert", "projects", 0])],
        ["environment", fields.text("data.metric_alert.alert_rule.environment")],
        ["description", fields.text("data.description_text")],
      ],
    }),
  );
}

function readIssue(fields: FieldReader) {
  const id = fields.text("data.issue.id");
  const title = fields.text("data.issue.title");
  const project = fields.text("data.issue.project.slug", "data.issue.project.id");
  return readOneEvent(
    fields,
    { path: "action", words: issueTypes, isTest: isTestName(title) },
    { path: "data.issue.id", text: id === null ? null : `issue:${id}` },
    () => ({
      // Only a new issue begins when it was first seen; nothing says when one came back or was closed.
      occurredAt: fields.text("action") === "created" ? fields.time("data.issue.firstSeen") : null,
      monitor: project === null ? null : { id: project, name: fields.text("data.issue.project.name") ?? project },
      severity: fields.severity("data.issue.level", levels),
      summary: title,
      url: fields.link("data.issue.web_url", "data.issue.permalink"),
      labels: fieldLabels(fields, "data.issue.shortId", "data.issue.culprit", "data.issue.platform"),
    }),
  );
}

/** An issue alert has no end of its own: the end of its issue closes it. */
function readIssueAlert(fields: FieldReader) {
  const id = fields.text("data.event.issue_id");
  const title = fields.text("data.event.title");
  const project = fields.text("data.event.project");
  return readOneEvent(
    fields,
    { path: "action", words: { triggered: "opened" }, isTest: isTestName(title) },
    { path: "data.event.issue_id", text: id === null ? null : `issue:${id}` },
    () => ({
      occurredAt: fields.time("data.event.datetime"),
      monitor: project === null ? null : { id: project, name: project },
      severity: fields.severity("data.event.level", levels),
      summary: title,
      url: fields.link("data.event.web_url"),
      labels: [["rule", fields.text("data.triggered_rule")]],
    }),
  );
}
