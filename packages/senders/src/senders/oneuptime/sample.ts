import { toIso } from "@signalbox/core";
import { sampleJson } from "../../payload/sample-json.ts";
import type { Sender } from "../../sender.ts";

export const sampleOneuptime: Sender["sample"] = (kind, { now, key }) => {
  switch (kind) {
    case "open":
      return sampleJson({
        eventType: "on-call.incident.created",
        timestamp: toIso(now),
        incident: { id: key, title: "Checkout API is down", severity: "Critical" },
      });
    case "resolve":
      return sampleJson({
        eventType: "IncidentStateChanged",
        data: {
          incidentId: key,
          incidentTitle: "Checkout API is down",
          incidentState: "Resolved",
          incidentSeverity: "Critical",
          resourcesAffected: "Checkout API",
          detailsUrl: "https://status.shop.example/incidents/sample",
        },
      });
    case "test":
      return sampleJson({ eventType: "test", timestamp: toIso(now), data: { message: "Test from OneUptime" } });
  }
};
