import { toIso } from "@signalbox/core";
import { sampleJson } from "../../payload/sample-json.ts";
import type { Sender } from "../../sender.ts";

const zeroTime = "0001-01-01T00:00:00Z";

export const sampleGrafana: Sender["sample"] = (kind, { now, key, startedAt }) => {
  const isResolved = kind === "resolve";
  const status = isResolved ? "resolved" : "firing";
  const startsAt = isResolved ? startedAt : now;
  const labels =
    kind === "test"
      ? { alertname: "TestAlert", instance: "Grafana" }
      : { alertname: "Checkout latency p99", grafana_folder: "Payments", instance: "eu-1", severity: "critical" };
  const alert = {
    status,
    labels,
    annotations: { summary: kind === "test" ? "Notification test" : "p99 above 2s on eu-1" },
    startsAt: startsAt === undefined ? zeroTime : toIso(startsAt),
    endsAt: isResolved ? toIso(now) : zeroTime,
    generatorURL: "https://grafana.example/alerting/grafana/sample/view?orgId=1",
    fingerprint: key,
    ruleUID: kind === "test" ? "" : "ce6vt1x9k2hj4a",
    values: null,
    valueString: "",
    orgId: 1,
  };
  return sampleJson(
    {
      receiver: "signalbox",
      status,
      alerts: [alert],
      groupLabels: { alertname: labels.alertname },
      externalURL: "https://grafana.example/",
      version: "1",
      groupKey: kind === "test" ? `test-${key}-${Math.floor(now / 1000)}` : "{}",
      truncatedAlerts: 0,
      orgId: 1,
      state: isResolved ? "ok" : "alerting",
    },
    { "user-agent": "Grafana" },
  );
};
