import { sampleJson } from "../../payload/sample-json.ts";
import type { Sender } from "../../sender.ts";

export const sampleOpenstatus: Sender["sample"] = (kind, { now, key }) => {
  const monitor = { id: key, name: "Checkout API", url: "https://api.shop.example/checkout/health" };
  const test = { id: 1, name: "test", url: "http://openstat.us" };
  const good = { status: "recovered", statusCode: 200, latency: 142 };
  const bad = { status: "error", statusCode: 503, latency: 1204, errorMessage: "Service Unavailable" };
  const body = {
    monitor: kind === "test" ? test : monitor,
    cronTimestamp: now,
    ...(kind === "open" ? bad : good),
  };
  return sampleJson(body);
};
