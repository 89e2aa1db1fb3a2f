import { type EpochMs, toIso } from "@signalbox/core";
import { sampleJson } from "../../payload/sample-json.ts";
import { testName } from "../../payload/test-name.ts";
import type { Sender } from "../../sender.ts";

const subscription = "/subscriptions/11111111-2222-3333-4444-555555555555";

export const sampleAzureMonitor: Sender["sample"] = (kind, { now, key, startedAt }) => {
  const isResolved = kind === "resolve";
  const firedAt = isResolved ? startedAt : now;
  const rule = kind === "test" ? testName : "checkout-5xx";
  const essentials = {
    alertId: `${subscription}/providers/Microsoft.AlertsManagement/alerts/${key}`,
    alertRule: rule,
    severity: kind === "test" ? "Sev4" : "Sev1",
    signalType: "Metric",
    monitorCondition: isResolved ? "Resolved" : "Fired",
    monitoringService: "Platform",
    configurationItems: ["checkout"],
    originAlertId: "11111111_payments_Microsoft.Insights_metricAlerts_checkout-5xx",
    ...(firedAt === undefined ? {} : { firedDateTime: sevenDigits(firedAt) }),
    ...(isResolved ? { resolvedDateTime: sevenDigits(now) } : {}),
    description: "5xx from checkout",
    essentialsVersion: "1.0",
    alertContextVersion: "1.0",
  };
  const body = { schemaId: "azureMonitorCommonAlertSchema", data: { essentials, alertContext: {} } };
  return sampleJson(body, { "content-type": "application/json; charset=utf-8" });
};

/** Azure writes seven digits after the second. */
function sevenDigits(at: EpochMs): string {
  return toIso(at).replace("Z", "0000Z");
}
