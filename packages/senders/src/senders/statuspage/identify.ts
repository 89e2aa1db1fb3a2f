import { identifyBy } from "../../payload/read-one-event.ts";
import type { DeliveryIdentity, IncomingRequest } from "../../sender.ts";

/** The id of the newest update or of the component's change; `meta` differs from one attempt to the next. */
export function identifyStatuspage(request: IncomingRequest): DeliveryIdentity {
  return identifyBy("statuspage", request, (fields) => [
    fields.text(["incident", "incident_updates", 0, "id"], "component_update.id"),
  ]);
}
