import { Buffer } from "node:buffer";
import type { Sender } from "../../sender.ts";

export const sampleNagios: Sender["sample"] = (kind, { now, key }) => {
  const isResolved = kind === "resolve";
  const body = {
    NOTIFICATIONTYPE: { open: "PROBLEM", resolve: "RECOVERY", test: "CUSTOM" }[kind],
    HOSTNAME: key,
    HOSTADDRESS: "10.0.1.11",
    SERVICEDESC: "HTTP checkout",
    SERVICESTATE: isResolved ? "OK" : "CRITICAL",
    SERVICEOUTPUT: isResolved ? "HTTP OK: HTTP/1.1 200 OK" : "HTTP CRITICAL: HTTP/1.1 503 Service Unavailable",
    TIMET: String(Math.floor(now / 1000)),
  };
  return { headers: { "content-type": "application/json" }, body: Buffer.from(JSON.stringify(body)) };
};
