import { toIso } from "@signalbox/core";
import { sampleJson } from "../../payload/sample-json.ts";
import type { Sender } from "../../sender.ts";

export const sampleNetdata: Sender["sample"] = (kind, { now, key }) => {
  const isResolved = kind === "resolve";
  const alert = {
    message: isResolved ? "web_log_5xx = 0.1 % on web-1" : "web_log_5xx = 12.5 % on web-1",
    alert: "web_log_5xx",
    info: "ratio of 5xx answers over the last minute",
    chart: key,
    context: "web_log.requests",
    space: "shop",
    family: "checkout",
    class: "Error",
    severity: isResolved ? "clear" : "critical",
    date: toIso(now),
    alert_url: "https://app.netdata.cloud/spaces/shop/alerts/web_log_5xx",
  };
  const body = kind === "test" ? { message: "Test notification", token: "made-up-token" } : alert;
  return sampleJson(body);
};
