import { identifyBy } from "../../payload/read-one-event.ts";
import type { DeliveryIdentity, IncomingRequest } from "../../sender.ts";

/** A check runs once at its time. */
export function identifyOpenstatus(request: IncomingRequest): DeliveryIdentity {
  return identifyBy("openstatus", request, (fields) => [
    fields.text("monitor.id"),
    fields.text("status"),
    fields.text("cronTimestamp"),
  ]);
}
