import { Buffer } from "node:buffer";
import { toIso } from "@signalbox/core";
import { testName } from "../../payload/test-name.ts";
import type { Sender } from "../../sender.ts";

export const sampleBetterstack: Sender["sample"] = (kind, { now, key, startedAt }) => {
  const isResolved = kind === "resolve";
  const body = {
    event: isResolved ? "resolved" : "started",
    data: {
      id: key,
      type: "incident",
      attributes: {
        name: kind === "test" ? testName : "Checkout API",
        url: "https://api.shop.example/checkout/health",
        cause: "Status 503",
        started_at: toIso(isResolved ? (startedAt ?? now) : now),
        acknowledged_at: null,
        resolved_at: isResolved ? toIso(now) : null,
      },
      relationships: { monitor: { data: { id: "2", type: "monitor" } } },
    },
  };
  return { headers: { "content-type": "application/json" }, body: Buffer.from(JSON.stringify(body)) };
};
