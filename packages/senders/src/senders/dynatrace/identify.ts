import { identifyBy } from "../../payload/read-one-event.ts";
import type { DeliveryIdentity, IncomingRequest } from "../../sender.ts";
import { sha256 } from "../../sha256.ts";
import { dynatraceForm } from "./normalise.ts";

/** A test run is the same bytes each time, and each is one of its own. A problem's PID holds its begin; what else the body says tells one of its deliveries from the next. */
export function identifyDynatrace(request: IncomingRequest): DeliveryIdentity {
  return identifyBy(
    "dynatrace",
    request,
    (fields) => [
      fields.text("ProblemID") === "999" ? null : fields.text("PID"),
      fields.text("State"),
      sha256(request.body.length > 0 ? request.body : request.query).toString("hex"),
    ],
    dynatraceForm,
  );
}
