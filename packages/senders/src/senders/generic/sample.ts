import { Buffer } from "node:buffer";
import { toIso } from "@signalbox/core";
import type { Sender } from "../../sender.ts";
import { sha256 } from "../../sha256.ts";

const statuses = { open: "open", resolve: "resolved", test: "test" } as const;

export const sampleGeneric: Sender["sample"] = (kind, { now, key, startedAt }) => {
  const body = {
    id: `evt-${sha256(`${kind} ${key} ${now}`).toString("hex").slice(0, 24)}`,
    incident_id: key,
    status: statuses[kind],
    title: "Checkout errors",
    monitor: "Checkout API",
    severity: kind === "test" ? "info" : "critical",
    ...(kind === "open" ? { started_at: toIso(now) } : {}),
    ...(kind === "resolve" && startedAt !== undefined ? { started_at: toIso(startedAt) } : {}),
    ...(kind === "resolve" ? { resolved_at: toIso(now) } : {}),
    timestamp: toIso(now),
    url: "https://tool.example/i/sample",
  };
  return { headers: { "content-type": "application/json" }, body: Buffer.from(JSON.stringify(body)) };
};
