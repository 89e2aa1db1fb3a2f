import { identifyBy } from "../../payload/read-one-event.ts";
import type { DeliveryIdentity, IncomingRequest } from "../../sender.ts";
import { uptimeRobotForm } from "./normalise.ts";

export function identifyUptimeRobot(request: IncomingRequest): DeliveryIdentity {
  return identifyBy(
    "uptimerobot",
    request,
    (fields) => [
      fields.text("monitorID", "monitor_id"),
      fields.text("alertType", "alert_type"),
      fields.text("alertDateTime", "alert_date_time"),
    ],
    uptimeRobotForm,
  );
}
