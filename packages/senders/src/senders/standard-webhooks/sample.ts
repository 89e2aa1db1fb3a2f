import { Buffer } from "node:buffer";
import { toIso } from "@signalbox/core";
import type { Sender } from "../../sender.ts";

const types = { open: "incident.opened", resolve: "incident.resolved", test: "test" } as const;

/** Without its id: that is part of the signature and comes with `signDelivery`. */
export const sampleStandardWebhooks: Sender["sample"] = (kind, { now, key, startedAt }) => {
  const body = {
    type: types[kind],
    timestamp: toIso(now),
    data: {
      id: key,
      status: kind === "resolve" ? "resolved" : "open",
      title: "Checkout errors",
      severity: kind === "test" ? "info" : "critical",
      ...(kind === "open" ? { started_at: toIso(now) } : {}),
      ...(kind === "resolve" && startedAt !== undefined ? { started_at: toIso(startedAt) } : {}),
      ...(kind === "resolve" ? { resolved_at: toIso(now) } : {}),
      url: "https://status.example/incidents/sample",
    },
  };
  return { headers: { "content-type": "application/json" }, body: Buffer.from(JSON.stringify(body)) };
};
