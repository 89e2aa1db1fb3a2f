import { identifyBy } from "../../payload/read-one-event.ts";
import type { DeliveryIdentity, IncomingRequest } from "../../sender.ts";
import { unreplaced } from "./normalise.ts";

export function identifySplunkOncall(request: IncomingRequest): DeliveryIdentity {
  return identifyBy(
    "splunk-oncall",
    request,
    (fields) => [
      fields.text("incident_number", "entity_id"),
      fields.text("phase", "message_type"),
      fields.text("timestamp"),
    ],
    { unreplaced },
  );
}
