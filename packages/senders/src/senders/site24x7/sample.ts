import { Buffer } from "node:buffer";
import { toIso } from "@signalbox/core";
import { testName } from "../../payload/test-name.ts";
import type { Sender } from "../../sender.ts";

export const sampleSite24x7: Sender["sample"] = (kind, { now, key, startedAt }) => {
  const isResolved = kind === "resolve";
  const body = {
    MONITOR_ID: key,
    MONITORNAME: kind === "test" ? testName : "Checkout API",
    MONITORTYPE: "URL",
    MONITORURL: "https://api.shop.example/checkout/health",
    STATUS: isResolved ? "UP" : "DOWN",
    INCIDENT_REASON: isResolved ? "" : "Service Unavailable (503)",
    INCIDENT_TIME_ISO: toIso(now).replace(/\.\d+Z$/, "+0000"),
    ...(isResolved && startedAt !== undefined ? { OUTAGE_TIME_UNIX_FORMAT: String(startedAt) } : {}),
    MONITOR_DASHBOARD_LINK: "https://www.site24x7.com/app/client#/home/monitors/1/Summary",
    TAGS: "payments",
  };
  return { headers: { "content-type": "application/json" }, body: Buffer.from(JSON.stringify(body)) };
};
