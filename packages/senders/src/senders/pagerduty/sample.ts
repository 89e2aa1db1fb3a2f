import { toIso } from "@signalbox/core";
import { sampleJson, sampleUuid } from "../../payload/sample-json.ts";
import type { Sender } from "../../sender.ts";

const types = { open: "incident.triggered", resolve: "incident.resolved", test: "pagey.ping" } as const;

export const samplePagerduty: Sender["sample"] = (kind, { now, key, startedAt }) => {
  const startsAt = kind === "resolve" ? startedAt : now;
  const incident = {
    id: key,
    type: "incident",
    html_url: "https://shop-example.pagerduty.com/incidents/sample",
    number: 2,
    status: kind === "resolve" ? "resolved" : "triggered",
    incident_key: "d3640fbd41094207a1c11e58e46b1662",
    created_at: startsAt === undefined ? null : toIso(startsAt),
    title: "Checkout API 5xx rate above 5%",
    service: { id: "PF9KMXH", summary: "Checkout", type: "service_reference" },
    priority: { id: "PSO75BM", summary: "P1", type: "priority_reference" },
    urgency: "high",
  };
  return sampleJson(
    {
      event: {
        id: sampleUuid(`${kind} ${key} ${now}`),
        event_type: types[kind],
        resource_type: kind === "test" ? "pagey" : "incident",
        occurred_at: toIso(now),
        agent: null,
        client: null,
        data: kind === "test" ? { message: "Hello from your friend Pagey!", type: "ping" } : incident,
      },
    },
    { "user-agent": "PagerDuty-Webhook/V3.0" },
  );
};
