import { identifyBy } from "../../payload/read-one-event.ts";
import type { DeliveryIdentity, IncomingRequest } from "../../sender.ts";

/** One run of a search has one sid; an alert for each result sends it once a result, so the result counts as well. */
export function identifySplunk(request: IncomingRequest): DeliveryIdentity {
  return identifyBy("splunk", request, (fields) => [
    fields.text("sid"),
    fields.text("search_name"),
    JSON.stringify(fields.value("result") ?? null),
  ]);
}
