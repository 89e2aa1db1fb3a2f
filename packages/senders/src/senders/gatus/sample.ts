import { Buffer } from "node:buffer";
import { testName } from "../../payload/test-name.ts";
import type { Sender } from "../../sender.ts";

export const sampleGatus: Sender["sample"] = (kind, { key }) => {
  const body = {
    status: kind === "resolve" ? "RESOLVED" : "TRIGGERED",
    endpoint: kind === "test" ? testName : key,
    group: "payments",
    url: "https://api.shop.example/checkout/health",
    description: "healthcheck failed 3 times in a row",
    errors: "",
    conditions: "[STATUS] == 200",
  };
  return { headers: {}, body: Buffer.from(JSON.stringify(body)) };
};
