import { Buffer } from "node:buffer";
import { sampleJson } from "../../payload/sample-json.ts";
import { testName } from "../../payload/test-name.ts";
import type { Sender } from "../../sender.ts";

export const sampleOpsgenie: Sender["sample"] = (kind, { now, key, startedAt }) => ({
  ...sampleJson({}),
  body: withNanoseconds({
    action: kind === "resolve" ? "Close" : "Create",
    alert: {
      alertId: key,
      message: kind === "test" ? testName : "Checkout API 5xx rate above 5%",
      alias: "checkout-5xx",
      entity: "checkout-api",
      tinyId: "1791",
      tags: ["payments", "tier-1"],
      priority: "P1",
      source: "monitoring",
      createdAt: kind === "resolve" ? (startedAt ?? null) : now,
      updatedAt: `${now}000110`,
    },
    source: { name: "", type: "api" },
    integrationName: "signalbox",
  }),
});

/** Nanoseconds are written as a number that JavaScript can't hold. */
function withNanoseconds(body: object): Buffer {
  return Buffer.from(JSON.stringify(body).replace(/"updatedAt":"(\d+)"/, '"updatedAt":$1'));
}
