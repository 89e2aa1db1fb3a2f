import { Buffer } from "node:buffer";
import { toIso } from "@signalbox/core";
import type { Sender } from "../../sender.ts";

const zeroTime = "0001-01-01T00:00:00Z";

export const sampleAlertmanager: Sender["sample"] = (kind, { now, key, startedAt }) => {
  const isResolved = kind === "resolve";
  const labels = {
    alertname: "HighErrorRate",
    instance: "10.0.1.11:8080",
    job: "checkout",
    severity: kind === "test" ? "info" : "critical",
    ...(kind === "test" ? { signalbox_test: "true" } : {}),
  };
  const annotations = { summary: "High error rate on 10.0.1.11:8080" };
  const body = {
    receiver: "signalbox",
    status: isResolved ? "resolved" : "firing",
    alerts: [
      {
        status: isResolved ? "resolved" : "firing",
        labels,
        annotations,
        startsAt: isResolved ? (startedAt === undefined ? zeroTime : toIso(startedAt)) : toIso(now),
        endsAt: isResolved ? toIso(now) : zeroTime,
        generatorURL: "http://prometheus.example:9090/graph?g0.expr=up",
        fingerprint: key,
      },
    ],
    groupLabels: { alertname: "HighErrorRate" },
    commonLabels: labels,
    commonAnnotations: annotations,
    externalURL: "http://alertmanager.example:9093",
    version: "4",
    groupKey: '{}:{alertname="HighErrorRate"}',
    truncatedAlerts: 0,
  };
  return {
    headers: { "content-type": "application/json", "user-agent": "Alertmanager/0.28.1" },
    body: Buffer.from(`${JSON.stringify(body)}\n`),
  };
};
