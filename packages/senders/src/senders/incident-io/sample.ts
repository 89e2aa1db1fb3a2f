import { toIso } from "@signalbox/core";
import { sampleJson } from "../../payload/sample-json.ts";
import type { Sender } from "../../sender.ts";

export const sampleIncidentIo: Sender["sample"] = (kind, { now, key, startedAt }) => {
  const startsAt = kind === "resolve" ? startedAt : now;
  const incident = {
    id: key,
    reference: "INC-123",
    name: "Checkout errors",
    summary: "5xx from checkout",
    permalink: "https://app.incident.io/shop/incidents/123",
    visibility: "public",
    mode: kind === "test" ? "test" : "standard",
    created_at: startsAt === undefined ? null : toIso(startsAt),
    severity: { name: "Critical", rank: 3 },
  };
  const headers = { "user-agent": "Svix-Webhooks/1.x" };
  if (kind !== "resolve") {
    const type = "public_incident.incident_created_v2";
    return sampleJson({ event_type: type, [type]: incident }, headers);
  }
  const type = "public_incident.incident_status_updated_v2";
  const change = { new_status: { name: "Closed", category: "closed" }, previous_status: { category: "live" } };
  return sampleJson({ event_type: type, [type]: { incident, message: "", ...change } }, headers);
};
