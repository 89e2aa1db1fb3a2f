import { identifyBy } from "../../payload/read-one-event.ts";
import type { DeliveryIdentity, IncomingRequest } from "../../sender.ts";

export function identifyHetrixtools(request: IncomingRequest): DeliveryIdentity {
  return identifyBy("hetrixtools", request, (fields) => [
    fields.text("monitor_id"),
    fields.text("monitor_status"),
    fields.text("timestamp"),
  ]);
}
