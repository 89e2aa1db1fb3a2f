import { sampleJson } from "../../payload/sample-json.ts";
import { testName } from "../../payload/test-name.ts";
import type { Sender } from "../../sender.ts";

export const sampleSplunkOncall: Sender["sample"] = (kind, { now, key }) => {
  const isResolved = kind === "resolve";
  const name = kind === "test" ? testName : "Checkout 5xx";
  const body = {
    incident_number: key,
    incident_name: name,
    entity_id: "checkout/5xx",
    entity_display_name: name,
    message_type: isResolved ? "RECOVERY" : "CRITICAL",
    phase: isResolved ? "RESOLVED" : "UNACKED",
    state_message: "5xx ratio above 5%",
    routing_key: "payments",
    timestamp: String(Math.floor(now / 1000)),
    monitoring_tool: "prometheus",
  };
  return sampleJson(body);
};
