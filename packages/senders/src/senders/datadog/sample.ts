import { Buffer } from "node:buffer";
import type { Sender } from "../../sender.ts";

export const sampleDatadog: Sender["sample"] = (kind, { now, key }) => {
  const transition = { open: "Triggered", resolve: "Recovered", test: "Null" }[kind];
  const body = {
    title: `[P1] [${transition} on {service:checkout}] Checkout 5xx rate`,
    date: String(now),
    alert_id: "1234567890",
    alert_transition: transition,
    alert_cycle_key: key,
    alert_priority: "P1",
    alert_scope: "service:checkout,env:prod",
    alert_status: "avg(last_5m):5xx.rate{service:checkout} was > 0.05",
    tags: "env:prod,service:checkout",
    link: "https://app.datadoghq.com/monitors/1234567890",
  };
  return { headers: { "content-type": "application/json" }, body: Buffer.from(JSON.stringify(body)) };
};
