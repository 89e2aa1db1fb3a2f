import { identifyBy } from "../../payload/read-one-event.ts";
import type { DeliveryIdentity, IncomingRequest } from "../../sender.ts";

/**
 * Each event happens once in an incident; its begin proves that it is one. But it may be opened again more than once in the same
 * words, and a second outage must never pass for a repeat.
 */
export function identifyBetterstack(request: IncomingRequest): DeliveryIdentity {
  return identifyBy("betterstack", request, (fields) => [
    fields.text("data.id"),
    fields.text("event")?.toLowerCase() === "reopened" ? null : fields.text("event"),
    fields.text("data.attributes.started_at"),
    fields.text("data.attributes.acknowledged_at") ?? "",
    fields.text("data.attributes.resolved_at") ?? "",
  ]);
}
