import { identifyById } from "../../payload/identify-by-id.ts";
import type { Sender } from "../../sender.ts";
import { plainHmac } from "../../verify/presets.ts";
import { normalisePagerduty } from "./normalise.ts";
import { samplePagerduty } from "./sample.ts";

export const pagerduty: Sender = {
  key: "pagerduty",
  name: "PagerDuty",
  scheme: plainHmac("x-pagerduty-signature", { parse: "list", prefix: "v1=" }),
  normaliserVersion: 1,
  natives: ["email", "msteams", "phone", "push", "slack", "sms"],
  nativesLink: "https://www.pagerduty.com/integrations/",
  proof: "published sample",
  doubts: "The form of the ping is inferred; the number of retries is a third party's word.",
  setup: {
    steps: [
      "In PagerDuty open Integrations, Generic Webhooks (v3) and add a subscription with the URL of this source.",
      "Choose the services or teams whose incidents shall come here, and all events of incidents. Leave out services that Signalbox itself pages: each of its pages would come back as an incident.",
      "Copy the signing secret, which is shown once, and paste it here as a secret of this source.",
      "Send Test Event on the subscription's page: it appears under Deliveries as a test event.",
    ],
    link: "https://developer.pagerduty.com/docs/webhooks-overview",
  },
  can: {
    sign: true,
    sendIds: true,
    retry: "About 4 times within 20 minutes (by a third party); events may arrive out of order.",
    timeLimit: null,
    testEvent: "Send Test Event (pagey.ping).",
  },
  identify: (request) => identifyById(request, "event.id"),
  normalise: normalisePagerduty,
  sample: samplePagerduty,
};
