import { identifyBy } from "../../payload/read-one-event.ts";
import type { DeliveryIdentity, IncomingRequest } from "../../sender.ts";

/** A repeat of the same outage ("resend") has the same time of change. */
export function identifyPingdom(request: IncomingRequest): DeliveryIdentity {
  return identifyBy("pingdom", request, (fields) => [
    fields.text("check_id"),
    fields.text("current_state"),
    fields.text("state_changed_timestamp", "state_changed_utc_time"),
  ]);
}
