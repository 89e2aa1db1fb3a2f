import { identifyBy } from "../../payload/read-one-event.ts";
import type { DeliveryIdentity, IncomingRequest } from "../../sender.ts";

/** Whether a node is reachable is told without a time: each of those POSTs is one of its own. */
export function identifyNetdata(request: IncomingRequest): DeliveryIdentity {
  return identifyBy("netdata", request, (fields) => [
    fields.text("space"),
    fields.text("alert"),
    fields.text("chart"),
    fields.text("severity"),
    fields.text("date"),
    fields.text("alert_url") ?? "",
    fields.text("message") ?? "",
  ]);
}
