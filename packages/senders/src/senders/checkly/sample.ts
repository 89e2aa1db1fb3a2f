import { toIso } from "@signalbox/core";
import { sampleJson, sampleUuid } from "../../payload/sample-json.ts";
import { testName } from "../../payload/test-name.ts";
import type { Sender } from "../../sender.ts";

export const sampleCheckly: Sender["sample"] = (kind, { now, key }) => {
  const name = kind === "test" ? testName : "Checkout API";
  const isUp = kind === "resolve";
  return sampleJson(
    {
      event: `${name} has ${isUp ? "recovered" : "failed"}`,
      alert_type: isUp ? "ALERT_RECOVERY" : "ALERT_FAILURE",
      check_name: name,
      group_name: "Payments",
      check_id: key,
      check_type: "API",
      check_result_id: sampleUuid(`${kind} ${key} ${now}`),
      check_error_message: isUp ? "" : "expected 200 to equal 503",
      response_time: isUp ? "258" : "4012",
      api_check_response_status_code: isUp ? "200" : "503",
      run_location: "Frankfurt",
      ssl_days_remaining: "",
      ssl_check_domain: "",
      started_at: toIso(now),
      tags: "payments,tier-1",
      link: "https://app.checklyhq.com/checks/sample",
    },
    { "x-checkly-timestamp": String(now) },
  );
};
