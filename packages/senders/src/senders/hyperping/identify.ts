import { identifyBy } from "../../payload/read-one-event.ts";
import type { DeliveryIdentity, IncomingRequest } from "../../sender.ts";

export function identifyHyperping(request: IncomingRequest): DeliveryIdentity {
  return identifyBy("hyperping", request, (fields) => [
    fields.text("check.monitorUuid"),
    fields.text("event"),
    fields.text("check.date"),
  ]);
}
