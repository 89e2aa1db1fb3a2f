import { identifyBy } from "../../payload/read-one-event.ts";
import type { DeliveryIdentity, IncomingRequest } from "../../sender.ts";
import { healthchecksForm } from "./normalise.ts";

export function identifyHealthchecks(request: IncomingRequest): DeliveryIdentity {
  return identifyBy(
    "healthchecks",
    request,
    (fields) => [fields.text("check_id"), fields.text("status"), fields.text("now")],
    healthchecksForm,
  );
}
