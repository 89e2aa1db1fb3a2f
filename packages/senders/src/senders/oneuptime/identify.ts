import { identifyBy } from "../../payload/read-one-event.ts";
import type { DeliveryIdentity, IncomingRequest } from "../../sender.ts";
import { idPaths } from "./normalise.ts";

/** Only the on-call webhook has a time. A subscriber's has none: an incident may be resolved twice in the same words. */
export function identifyOneuptime(request: IncomingRequest): DeliveryIdentity {
  return identifyBy("oneuptime", request, (fields) => [
    fields.text(...idPaths),
    fields.text("eventType"),
    fields.time("timestamp") === null ? null : fields.text("timestamp"),
  ]);
}
