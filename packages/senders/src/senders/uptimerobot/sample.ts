import { Buffer } from "node:buffer";
import { testName } from "../../payload/test-name.ts";
import type { Sender } from "../../sender.ts";

export const sampleUptimeRobot: Sender["sample"] = (kind, { now, key, startedAt }) => {
  const isResolved = kind === "resolve";
  const body = {
    monitorID: key,
    monitorURL: "https://api.shop.example/checkout/health",
    monitorFriendlyName: kind === "test" ? testName : "Checkout API",
    alertType: isResolved ? "2" : "1",
    alertTypeFriendlyName: isResolved ? "Up" : "Down",
    alertDetails: isResolved ? "HTTP 200 - OK" : "HTTP 503 - Service Unavailable",
    alertDuration: isResolved && startedAt !== undefined ? String(Math.round((now - startedAt) / 1000)) : "",
    alertDateTime: String(Math.floor(now / 1000)),
  };
  return { headers: { "content-type": "application/json" }, body: Buffer.from(JSON.stringify(body)) };
};
