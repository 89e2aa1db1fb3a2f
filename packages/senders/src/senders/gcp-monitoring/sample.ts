import { sampleJson } from "../../payload/sample-json.ts";
import type { Sender } from "../../sender.ts";

export const sampleGcpMonitoring: Sender["sample"] = (kind, { now, key, startedAt }) => {
  const isResolved = kind === "resolve";
  const beganAt = isResolved ? startedAt : now;
  const body = {
    version: kind === "test" ? "test" : "1.2",
    incident: {
      incident_id: key,
      scoping_project_id: "shop-production",
      url: "https://console.cloud.google.com/monitoring/alerting/incidents/sample?project=shop-production",
      started_at: beganAt === undefined || kind === "test" ? 0 : Math.floor(beganAt / 1000),
      ended_at: isResolved ? Math.floor(now / 1000) : null,
      state: isResolved ? "closed" : "open",
      severity: "Critical",
      summary: "Request count for checkout is above the threshold of 5.0 with a value of 12.5.",
      observed_value: "12.5",
      threshold_value: "5.0",
      resource_display_name: "checkout",
      policy_name: "Checkout 5xx",
      policy_user_labels: { service: "payments" },
      documentation:
        kind === "test" ? "Test notification" : { content: "See the runbook.", mime_type: "text/markdown" },
      condition: { name: "projects/shop-production/alertPolicies/1/conditions/1", displayName: "5xx above 5/s" },
      condition_name: "5xx above 5/s",
    },
  };
  return sampleJson(body);
};
