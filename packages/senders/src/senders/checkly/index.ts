import { identifyBy } from "../../payload/read-one-event.ts";
import { testName } from "../../payload/test-name.ts";
import type { Sender } from "../../sender.ts";
import { plainHmac } from "../../verify/presets.ts";
import { normaliseCheckly } from "./normalise.ts";
import { sampleCheckly } from "./sample.ts";

export const checkly: Sender = {
  key: "checkly",
  name: "Checkly",
  scheme: plainHmac("x-checkly-signature"),
  normaliserVersion: 1,
  natives: ["email", "msteams", "opsgenie", "pagerduty", "phone", "slack", "sms"],
  nativesLink: "https://www.checklyhq.com/docs/alerting-and-retries/alert-channels/",
  proof: "documentation",
  doubts: "Signature, retries and variables are documented; the body is the template that Checkly proposes.",
  setup: {
    steps: [
      "In Checkly open Alerts, Alert channels and add a webhook; method POST, the URL of this source as its address.",
      "Leave the body as Checkly proposes it: event, alert_type, check_id, check_result_id and started_at are read.",
      "Write the secret of this source into the webhook's secret.",
      "Subscribe the checks to the channel, for failures, degradations and recoveries.",
      `For regular test events keep a check whose name begins with "${testName}".`,
    ],
    link: "https://www.checklyhq.com/docs/alerting-and-retries/webhooks/",
  },
  can: {
    sign: true,
    sendIds: false,
    retry: "5 times, every 20 s, after any answer above 399; a retry may arrive after the recovery.",
    timeLimit: null,
    testEvent: `A check whose name begins with "${testName}".`,
  },
  identify: (request) =>
    identifyBy("checkly", request, (fields) => [
      fields.text("check_id"),
      fields.text("check_result_id"),
      fields.text("alert_type"),
    ]),
  normalise: normaliseCheckly,
  sample: sampleCheckly,
};
