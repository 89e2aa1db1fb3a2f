import { identifyBy } from "../../payload/read-one-event.ts";
import type { DeliveryIdentity, IncomingRequest } from "../../sender.ts";

/**
 * An outage begins and ends once, and each notice of an error has its time. Other events say no time of their own: an
 * error may be resolved, come back and be resolved again in the same words.
 */
export function identifyHoneybadger(request: IncomingRequest): DeliveryIdentity {
  return identifyBy("honeybadger", request, (fields) => {
    const event = fields.text("event");
    if (event === "down") return [event, fields.text("site.id"), fields.text("outage.down_at")];
    if (event === "up") return [event, fields.text("site.id"), fields.text("outage.up_at")];
    if (event === "occurred") return [event, fields.text("fault.id"), fields.text("fault.last_notice_at")];
    return [null];
  });
}
