import { identifyBy } from "../../payload/read-one-event.ts";
import type { DeliveryIdentity, IncomingRequest } from "../../sender.ts";

/** An alert fires and ends once each; the times are there for rules that use one alert id for several outages. */
export function identifyAzureMonitor(request: IncomingRequest): DeliveryIdentity {
  return identifyBy("azure-monitor", request, (fields) => [
    fields.text("data.essentials.alertId"),
    fields.text("data.essentials.monitorCondition"),
    fields.text("data.essentials.firedDateTime") ?? "",
    fields.text("data.essentials.resolvedDateTime") ?? "",
  ]);
}
