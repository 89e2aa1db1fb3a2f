import { FieldReader } from "../../payload/field-reader.ts";
import { identifyBy } from "../../payload/read-one-event.ts";
import type { DeliveryIdentity, IncomingRequest } from "../../sender.ts";
import { isDetection, kibanaForm } from "./normalise.ts";

/** `date` is when the action ran. A summary holds other alerts at each run, so the date alone tells them apart. */
export function identifyKibana(request: IncomingRequest): DeliveryIdentity {
  return identifyBy(
    "kibana",
    request,
    (fields) =>
      detectionsOf(fields) ?? [
        fields.text("rule.id"),
        fields.value("alerts") === undefined ? fields.text("alert.uuid", "alert.id") : "summary",
        fields.value("alerts") === undefined ? fields.text("alert.actionGroup") : "summary",
        fields.text("date"),
      ],
    kibanaForm,
  );
}

/** Each alert of a SIEM rule is a finding of its own, told once. */
function detectionsOf(fields: FieldReader): (string | null)[] | null {
  const { payload } = fields;
  if (Array.isArray(payload) ? payload.length === 0 : !isDetection(fields)) return null;
  const items = Array.isArray(payload) ? payload.map((item) => new FieldReader(item, fields.options)) : [fields];
  return ["detections", ...items.map((item) => item.text(["kibana.alert.uuid"], "kibana.alert.uuid"))];
}
