import { Buffer } from "node:buffer";
import { testName } from "../../payload/test-name.ts";
import type { Sender } from "../../sender.ts";

export const sampleHetrixtools: Sender["sample"] = (kind, { now, key }) => {
  const isResolved = kind === "resolve";
  const body = {
    monitor_id: key,
    monitor_name: kind === "test" ? testName : "Checkout API",
    monitor_target: "https://api.shop.example/checkout/health",
    monitor_type: "website",
    monitor_category: "Payments",
    monitor_status: isResolved ? "online" : "offline",
    timestamp: Math.floor(now / 1000),
    ...(isResolved ? {} : { monitor_errors: { Frankfurt: "http code 503" } }),
  };
  return { headers: { "content-type": "application/json" }, body: Buffer.from(JSON.stringify(body)) };
};
