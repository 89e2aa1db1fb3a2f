import { Buffer } from "node:buffer";
import { toIso } from "@signalbox/core";
import type { Sender } from "../../sender.ts";

/** UTC with a space and without a zone, as Uptime Kuma writes it. */
function kumaTime(at: number): string {
  return toIso(at).slice(0, 23).replace("T", " ");
}

export const sampleUptimeKuma: Sender["sample"] = (kind, { now, key, startedAt }) => {
  const isResolved = kind === "resolve";
  const heartbeat = {
    status: isResolved ? 1 : 0,
    time: kumaTime(now),
    msg: isResolved ? "200 - OK" : "Request failed with status code 503",
    important: true,
    ...(isResolved && startedAt !== undefined ? { lastDownTime: kumaTime(startedAt) } : {}),
  };
  const monitor = { id: key, name: "Checkout API", url: "https://api.shop.example/checkout/health", type: "http" };
  const body =
    kind === "test"
      ? { heartbeat: null, monitor: null, msg: "Signalbox Testing" }
      : { heartbeat, monitor, msg: `[Checkout API] [${isResolved ? "✅ Up" : "🔴 Down"}] ${heartbeat.msg}` };
  return { headers: { "content-type": "application/json" }, body: Buffer.from(JSON.stringify(body)) };
};
