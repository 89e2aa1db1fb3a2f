import { Buffer } from "node:buffer";
import { toIso } from "@signalbox/core";
import { testName } from "../../payload/test-name.ts";
import type { Sender } from "../../sender.ts";

export const samplePingdom: Sender["sample"] = (kind, { now, key }) => {
  const isResolved = kind === "resolve";
  const body = {
    check_id: key,
    check_name: kind === "test" ? testName : "Checkout API",
    check_type: "HTTP",
    check_params: { full_url: "https://api.shop.example/checkout/health", hostname: "api.shop.example" },
    tags: ["payments"],
    previous_state: isResolved ? "DOWN" : "UP",
    current_state: isResolved ? "UP" : "DOWN",
    importance_level: "HIGH",
    state_changed_timestamp: Math.floor(now / 1000),
    state_changed_utc_time: toIso(now).slice(0, 19),
    description: isResolved ? "OK" : "HTTP Error 503",
    first_probe: { location: "Stockholm 2, Sweden" },
    second_probe: {},
  };
  return { headers: { "content-type": "application/json" }, body: Buffer.from(JSON.stringify(body)) };
};
