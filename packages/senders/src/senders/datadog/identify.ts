import { FieldReader } from "../../payload/field-reader.ts";
import { identifyBy } from "../../payload/read-one-event.ts";
import { readPayload } from "../../payload/read-payload.ts";
import type { DeliveryIdentity, IncomingRequest } from "../../sender.ts";
import { datadogForm } from "./normalise.ts";

/** The event's id where the template has `$ID`: a number beyond 2^53, kept as its text. */
export function identifyDatadog(request: IncomingRequest): DeliveryIdentity {
  const payload = readPayload(request);
  if (payload.outcome === "read") {
    const fields = new FieldReader(payload.value, { now: 0, unreplaced: datadogForm.unreplaced! });
    const id = fields.text("id");
    if (id !== null) return { basis: "sender", id };
  }
  return identifyBy(
    "datadog",
    request,
    (fields) => [fields.text("alert_cycle_key", "aggreg_key"), fields.text("alert_transition"), fields.text("date")],
    datadogForm,
  );
}
