import type { EventType, Severity } from "@signalbox/core";
import type { NormaliseInput, NormaliseOutcome } from "../sender.ts";
import { collectEvents, type PartOutcome, unknownShape, unreadablePart } from "./collect-events.ts";
import { FieldReader, type Path } from "./field-reader.ts";
import { itemsOf, openPayload } from "./open-payload.ts";
import { readOneEvent } from "./read-one-event.ts";

const types: Record<string, EventType> = { firing: "opened", resolved: "resolved" };

/** `none` is what the common rule sets give to alerts that only prove that alerting works. */
const severities: Record<string, Severity> = { none: "info" };

/** In what the tools differ that send groups of alerts in Alertmanager's form. */
export interface AlertGroupForm {
  isTest: (alert: FieldReader, group: FieldReader) => boolean;
  /** The first that is there names the monitor; the alert's fingerprint stands in for a missing id. */
  monitorId: readonly Path[];
  monitorName: readonly Path[];
  links: readonly Path[];
}

/** One event for each alert; the fingerprint (a hash of the labels) finds the incident, startsAt is the outage's time. */
export function readAlertGroup(input: NormaliseInput, form: AlertGroupForm): NormaliseOutcome {
  const payload = openPayload(input);
  if (payload.outcome === "unreadable") return payload;
  const group = new FieldReader(payload.value, payload.options);
  const alerts = group.value("alerts");
  const isElsewhere = payload.options.mapping?.mapping.list != null;
  if (!Array.isArray(alerts) && !isElsewhere) return unknownShape("alerts", "is not a list of alerts");
  const items = itemsOf(payload, Array.isArray(alerts) ? { items: alerts, path: "alerts" } : null);
  if (items.outcome === "unreadable") return items;
  const parts = items.items.map((alert) => readAlert(alert, group, form));
  const cut = group.value("truncatedAlerts");
  if (typeof cut === "number" && cut > 0) {
    parts.push(unreadablePart("truncatedAlerts", `${cut} alerts of the group were not sent: set max_alerts: 0`));
  }
  return collectEvents(parts);
}

function readAlert(alert: FieldReader, group: FieldReader, form: AlertGroupForm): PartOutcome {
  const fingerprint = alert.text("fingerprint");
  const status = { path: "status", words: types, isTest: form.isTest(alert, group) };
  return readOneEvent(alert, status, { path: "fingerprint", text: fingerprint }, (type) => {
    const isResolved = type === "resolved";
    const startsAt = alert.time("startsAt");
    const name = alert.text(...form.monitorName);
    const id = alert.text(...form.monitorId) ?? fingerprint;
    return {
      occurredAt: isResolved ? alert.time("endsAt") : startsAt,
      startedAt: isResolved ? startsAt : null,
      monitor: id === null ? null : { id, name: name ?? id },
      severity: alert.severity("labels.severity", severities),
      summary: alert.text("annotations.summary", "annotations.description", "annotations.message") ?? name,
      url: alert.link(...form.links) ?? group.link("externalURL"),
      labels: readLabels(alert),
    };
  });
}

function* readLabels(alert: FieldReader): Generator<[string, string | null]> {
  for (const name of alert.keys("labels")) yield [name, alert.text(["labels", name])];
}
