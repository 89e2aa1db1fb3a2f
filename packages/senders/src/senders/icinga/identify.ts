import { identifyBy } from "../../payload/read-one-event.ts";
import type { DeliveryIdentity, IncomingRequest } from "../../sender.ts";
import { icingaForm } from "./normalise.ts";

/** An acknowledgement has the time of the last check: its author and words tell two of them apart. */
export function identifyIcinga(request: IncomingRequest): DeliveryIdentity {
  return identifyBy(
    "icinga",
    request,
    (fields) => [
      fields.text("host.name"),
      fields.text("service.name") ?? "",
      fields.text("notification.type", "check_result.state"),
      fields.text("notification.author") ?? "",
      fields.text("notification.comment") ?? "",
      fields.text("check_result.execution_end"),
    ],
    icingaForm,
  );
}
