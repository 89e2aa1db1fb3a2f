import { identifyBy } from "../../payload/read-one-event.ts";
import type { DeliveryIdentity, IncomingRequest } from "../../sender.ts";

/** Both forms say when the issue last changed. */
export function identifyNewrelic(request: IncomingRequest): DeliveryIdentity {
  return identifyBy("newrelic", request, (fields) => [
    fields.text("id", "incident_id"),
    fields.text("state", "current_state"),
    fields.text("updatedAt", "timestamp"),
  ]);
}
