import { toIso } from "@signalbox/core";
import { sampleJson } from "../../payload/sample-json.ts";
import type { Sender } from "../../sender.ts";
import { sha256 } from "../../sha256.ts";

export const sampleFreshping: Sender["sample"] = (kind, { now, key }) => {
  const at = toIso(now).replace("Z", "000+00:00");
  const isDown = kind === "open";
  const body = {
    organization_name: "Shop",
    webhook_event_id: sha256(`${kind} ${key} ${now}`).readUInt32BE(),
    webhook_type: "AL",
    webhook_event_data: {
      check_state_name: isDown ? "Reporting Error" : "Available",
      check_id: key,
      http_status_code: isDown ? 503 : 200,
      request_start_time: at,
      check_name: "Checkout API",
      application_name: kind === "test" ? "Webhook test" : "Shop",
      request_url: "https://api.shop.example/checkout/health",
    },
    webhook_event_created_on: at,
  };
  return sampleJson(body);
};
