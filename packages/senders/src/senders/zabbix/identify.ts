import { identifyBy } from "../../payload/read-one-event.ts";
import type { DeliveryIdentity, IncomingRequest } from "../../sender.ts";
import { zabbixForm } from "./normalise.ts";

export function identifyZabbix(request: IncomingRequest): DeliveryIdentity {
  return identifyBy(
    "zabbix",
    request,
    (fields) => [
      fields.text("id"),
      fields.text("status"),
      fields.text("update_action") ?? "",
      fields.text("lastReceived"),
    ],
    zabbixForm,
  );
}
