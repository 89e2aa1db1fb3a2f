import { type EpochMs, toIso } from "@signalbox/core";
import { sampleJson } from "../../payload/sample-json.ts";
import { testName } from "../../payload/test-name.ts";
import type { Sender } from "../../sender.ts";

export const sampleHoneybadger: Sender["sample"] = (kind, { now, key, startedAt }) => {
  const isUp = kind === "resolve";
  const downAt = isUp ? startedAt : now;
  const body = {
    event: isUp ? "up" : "down",
    message: isUp ? "[Shop] Checkout API is back up." : "[Shop] Checkout API is down.",
    project: { id: 1, name: "Shop" },
    site: {
      id: key,
      name: kind === "test" ? testName : "Checkout API",
      url: "https://api.shop.example/checkout/health",
      state: isUp ? "up" : "down",
      details_url: "https://app.honeybadger.io/projects/1/sites/sample",
    },
    outage: {
      down_at: downAt === undefined ? null : micros(downAt),
      up_at: isUp ? micros(now) : null,
      reason: "Expected 2xx status code. Got 503",
    },
  };
  return sampleJson(body);
};

/** Honeybadger writes microseconds. */
function micros(at: EpochMs): string {
  return toIso(at).replace("Z", "000Z");
}
