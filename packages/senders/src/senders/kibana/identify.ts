import { identifyBy } from "../../payload/read-one-event.ts";
import type { DeliveryIdentity, IncomingRequest } from "../../sender.ts";
import { unreplaced } from "./normalise.ts";

/** `date` is when the action ran. A summary holds other alerts at each run, so the date alone tells them apart. */
export function identifyKibana(request: IncomingRequest): DeliveryIdentity {
  return identifyBy(
    "kibana",
    request,
    (fields) => [
      fields.text("rule.id"),
      fields.value("alerts") === undefined ? fields.text("alert.uuid", "alert.id") : "summary",
      fields.value("alerts") === undefined ? fields.text("alert.actionGroup") : "summary",
      fields.text("date"),
    ],
    { unreplaced },
  );
}
