import { type EpochMs, toIso } from "@signalbox/core";
import { sampleJson } from "../../payload/sample-json.ts";
import { testName } from "../../payload/test-name.ts";
import type { Sender } from "../../sender.ts";

export const sampleGrafanaOncall: Sender["sample"] = (kind, { now, key, startedAt }) => {
  const isOver = kind === "resolve";
  const startsAt = isOver ? startedAt : now;
  return sampleJson({
    event: { type: isOver ? "resolve" : "alert group created", time: withOffset(now) },
    user: null,
    alert_group: {
      id: key,
      integration_id: "CZ7URAT4V3QF2",
      alerts_count: 1,
      state: isOver ? "resolved" : "firing",
      created_at: startsAt === undefined ? null : toIso(startsAt),
      resolved_at: isOver ? toIso(now) : null,
      title: kind === "test" ? testName : "Checkout latency p99",
      permalinks: { web: "https://shop.grafana.net/a/grafana-oncall-app/alert-groups/sample" },
      labels: { team: "payments" },
    },
    alert_group_id: key,
    alert_payload: { status: "firing", labels: { alertname: "Checkout latency p99", severity: "critical" } },
    integration: { id: "CZ7URAT4V3QF2", type: "grafana_alerting", name: "Grafana Alerting", team: "Payments" },
  });
};

/** OnCall writes +00:00 in one place and Z in another. */
function withOffset(at: EpochMs): string {
  return toIso(at).replace("Z", "000+00:00");
}
