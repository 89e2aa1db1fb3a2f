import { identifyBy } from "../../payload/read-one-event.ts";
import type { DeliveryIdentity, IncomingRequest } from "../../sender.ts";
import { nagiosForm } from "./normalise.ts";

export function identifyNagios(request: IncomingRequest): DeliveryIdentity {
  return identifyBy(
    "nagios",
    request,
    (fields) => [
      fields.text("HOSTNAME"),
      fields.text("SERVICEDESC") ?? "",
      fields.text("NOTIFICATIONTYPE"),
      fields.text("TIMET"),
    ],
    nagiosForm,
  );
}
