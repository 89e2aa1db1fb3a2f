import { toIso } from "@signalbox/core";
import { sampleJson } from "../../payload/sample-json.ts";
import { testName } from "../../payload/test-name.ts";
import type { Sender } from "../../sender.ts";
import { sha256 } from "../../sha256.ts";

export const sampleSquadcast: Sender["sample"] = (kind, { now, key, startedAt }) => {
  const isResolved = kind === "resolve";
  const beganAt = isResolved ? startedAt : now;
  const body = {
    event: {
      id: sha256(`${kind} ${key} ${now}`).toString("hex").slice(0, 24),
      type: isResolved ? "incident.resolved" : "incident.triggered",
      timestamp: toIso(now),
    },
    data: {
      resource_type: "incident",
      resource_data: {
        id: key,
        message: kind === "test" ? testName : "Checkout API returned 503",
        status: isResolved ? "resolved" : "triggered",
        created_at: beganAt === undefined ? "0001-01-01T00:00:00Z" : toIso(beganAt),
        service: { id: "61518af788792704697f3da0", name: "Payments", slug: "payments" },
        alert_source: { id: "5fae6d03ef87d3896aa92ad1", type: "Prometheus", short_name: "prometheus" },
        tags: { severity: { value: "critical", color: "#FF0A49" } },
        url: "https://app.squadcast.com/incident/sample",
      },
    },
  };
  return sampleJson(body);
};
