import { identifyBy } from "../../payload/read-one-event.ts";
import type { DeliveryIdentity, IncomingRequest } from "../../sender.ts";
import { sha256 } from "../../sha256.ts";

/** An incident has an id of its own, so equal bytes are a repeat; milestone and operation alone stay the same over changes. */
export function identifyFirehydrant(request: IncomingRequest): DeliveryIdentity {
  return identifyBy("firehydrant", request, (fields) => [
    fields.text("data.incident.id"),
    fields.text("data.incident.current_milestone"),
    sha256(request.body).toString("hex"),
  ]);
}
