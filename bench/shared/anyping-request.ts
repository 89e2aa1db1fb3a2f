import { createHmac } from "node:crypto";

/** What one delivery of AnyPing tells. Times are epoch milliseconds, whole seconds of them. */
export interface Told {
  id: string;
  type: "opened" | "updated" | "acknowledged" | "resolved";
  at: number;
  key: string;
  monitor: string;
  severity: string;
  startedAt: number;
}

/** A signed delivery as the bytes of a whole HTTP request. */
export function anypingRequest(source: { token: string; secret: string }, told: Told): Buffer {
  const body = Buffer.from(JSON.stringify(payload(told)));
  const head = [
    `POST /hooks/${source.token} HTTP/1.1`,
    "host: 127.0.0.1",
    "content-type: application/json",
    "user-agent: AnyPing/1.0",
    `content-length: ${body.length}`,
    `x-anyping-signature: ${createHmac("sha256", source.secret).update(body).digest("hex")}`,
    `x-anyping-delivery: ${told.id}`,
  ];
  return Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`), body]);
}

function payload({ id, type, at, key, monitor, severity, startedAt }: Told): object {
  const status = type === "resolved" || type === "acknowledged" ? type : "open";
  return {
    id,
    type: `incident.${type}`,
    created_at: text(at),
    test: false,
    data: {
      incident: {
        id: key,
        status,
        severity,
        summary: `${monitor} is down (${key})`,
        started_at: text(startedAt),
        acknowledged_at: type === "acknowledged" ? text(at) : null,
        resolved_at: type === "resolved" ? text(at) : null,
        url: `https://app.anyping.example/incidents/${key}`,
      },
      monitor: { id: `mon_${monitor}`, name: monitor, type: "http", url: "https://api.shop.example/health" },
      component: { id: "cmp", name: "Service", tier: 1 },
      regions: ["fra", "iad"],
    },
  };
}

function text(at: number): string {
  return new Date(at).toISOString().replace(/\.\d{3}Z$/, "Z");
}
