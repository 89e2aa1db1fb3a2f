import { sampleJson } from "../../payload/sample-json.ts";
import { testName } from "../../payload/test-name.ts";
import type { Sender } from "../../sender.ts";

export const sampleNewrelic: Sender["sample"] = (kind, { now, key, startedAt }) => {
  const isResolved = kind === "resolve";
  const body = {
    id: key,
    issueUrl: "https://radar-api.service.newrelic.com/accounts/1/issues/sample?notifier=WEBHOOK",
    title: "checkout query result is > 5.0 for 5 minutes on 'Checkout error rate'",
    priority: "CRITICAL",
    impactedEntities: ["checkout"],
    totalIncidents: 1,
    state: isResolved ? "CLOSED" : "ACTIVATED",
    trigger: isResolved ? "INCIDENT_CLOSED" : "STATE_CHANGE",
    isCorrelated: false,
    createdAt: isResolved ? (startedAt ?? null) : now,
    updatedAt: now,
    sources: ["newrelic"],
    alertPolicyNames: ["Golden Signals"],
    alertConditionNames: [kind === "test" ? testName : "Checkout error rate"],
    workflowName: "incident-router",
  };
  return sampleJson(body);
};
