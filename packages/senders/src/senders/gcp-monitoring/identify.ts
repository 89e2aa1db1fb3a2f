import { identifyBy } from "../../payload/read-one-event.ts";
import type { DeliveryIdentity, IncomingRequest } from "../../sender.ts";

/** An incident opens and closes once, so a repeat of its open is the same delivery; all tests of a channel look alike. */
export function identifyGcpMonitoring(request: IncomingRequest): DeliveryIdentity {
  return identifyBy("gcp-monitoring", request, (fields) => [
    fields.text("version") === "test" ? null : fields.text("incident.incident_id"),
    fields.text("incident.state")?.toLowerCase() ?? null,
    fields.text("incident.started_at") ?? "",
    fields.text("incident.ended_at") ?? "",
  ]);
}
