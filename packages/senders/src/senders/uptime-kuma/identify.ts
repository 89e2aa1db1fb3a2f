import { identifyBy } from "../../payload/read-one-event.ts";
import type { DeliveryIdentity, IncomingRequest } from "../../sender.ts";
import { uptimeKumaForm } from "./normalise.ts";

export function identifyUptimeKuma(request: IncomingRequest): DeliveryIdentity {
  return identifyBy(
    "uptime-kuma",
    request,
    (fields) => [
      fields.text("monitor.id", "heartbeat.monitorID"),
      fields.text("heartbeat.status"),
      fields.text("heartbeat.time"),
    ],
    uptimeKumaForm,
  );
}
