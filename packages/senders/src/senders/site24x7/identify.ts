import { identifyBy } from "../../payload/read-one-event.ts";
import type { DeliveryIdentity, IncomingRequest } from "../../sender.ts";
import { site24x7Form } from "./normalise.ts";

export function identifySite24x7(request: IncomingRequest): DeliveryIdentity {
  return identifyBy(
    "site24x7",
    request,
    (fields) => [fields.text("MONITOR_ID"), fields.text("STATUS"), fields.text("INCIDENT_TIME_ISO")],
    site24x7Form,
  );
}
