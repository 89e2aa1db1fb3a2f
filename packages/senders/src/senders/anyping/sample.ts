import { Buffer } from "node:buffer";
import { type EpochMs, toIso } from "@signalbox/core";
import type { Sender } from "../../sender.ts";
import { sha256 } from "../../sha256.ts";

const types = { open: "incident.opened", resolve: "incident.resolved", test: "test" } as const;

export const sampleAnyping: Sender["sample"] = (kind, { now, key, startedAt }) => {
  const id = `dlv_${sha256(`${kind} ${key} ${now}`).toString("hex").slice(0, 26)}`;
  const body = {
    id,
    type: types[kind],
    created_at: seconds(now),
    test: kind === "test",
    data: {
      incident: {
        id: key,
        status: kind === "resolve" ? "resolved" : "open",
        severity: kind === "test" ? "info" : "critical",
        summary: kind === "test" ? "Test event from AnyPing" : "Checkout API returned 503 from 3 of 4 regions",
        started_at: kind === "resolve" ? (startedAt === undefined ? null : seconds(startedAt)) : seconds(now),
        acknowledged_at: null,
        resolved_at: kind === "resolve" ? seconds(now) : null,
        url: "https://app.anyping.example/incidents/sample",
      },
      monitor: { id: "mon_1042", name: "Checkout API", type: "http", url: "https://api.shop.example/checkout/health" },
      component: { id: "cmp_payments", name: "Payments", tier: 1 },
      regions: ["fra", "iad", "sin"],
    },
  };
  return {
    headers: {
      "content-type": "application/json",
      "user-agent": "AnyPing-Webhooks/1.0",
      "x-anyping-delivery": id,
    },
    body: Buffer.from(JSON.stringify(body)),
  };
};

/** AnyPing writes whole seconds. */
function seconds(at: EpochMs): string {
  return toIso(at).replace(/\.\d{3}Z$/, "Z");
}
