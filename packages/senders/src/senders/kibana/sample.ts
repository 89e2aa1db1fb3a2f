import { toIso } from "@signalbox/core";
import { sampleJson } from "../../payload/sample-json.ts";
import { testName } from "../../payload/test-name.ts";
import type { Sender } from "../../sender.ts";

export const sampleKibana: Sender["sample"] = (kind, { now, key, startedAt }) => {
  const isResolved = kind === "resolve";
  const body = {
    rule: { id: "6c1f0f0e-9a53-4a7e-8f0c-2f1de6a4b111", name: kind === "test" ? testName : "Checkout 5xx" },
    alert: { id: "checkout", uuid: key, actionGroup: isResolved ? "recovered" : "threshold met" },
    date: toIso(now),
    context: {
      reason: "5xx ratio is above 5 % for checkout",
      timestamp: toIso(isResolved ? (startedAt ?? now) : now),
      alertDetailsUrl: "https://kibana.example/app/observability/alerts/sample",
    },
  };
  return sampleJson(body);
};
