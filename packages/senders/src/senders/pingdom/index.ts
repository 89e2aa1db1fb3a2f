import { testName } from "../../payload/test-name.ts";
import type { Sender } from "../../sender.ts";
import { identifyPingdom } from "./identify.ts";
import { normalisePingdom } from "./normalise.ts";
import { samplePingdom } from "./sample.ts";

export const pingdom: Sender = {
  key: "pingdom",
  name: "Pingdom",
  scheme: { type: "url-token" },
  normaliserVersion: 1,
  natives: ["email", "opsgenie", "pagerduty", "slack"],
  nativesLink: "https://www.pingdom.com/resources/webhooks/",
  proof: "published sample",
  doubts: "Its level of importance is inferred from the documentation.",
  setup: {
    steps: [
      "Under Integrations add one of type Webhook with the URL of this source. The URL is the secret: it proves who sends.",
      "Turn the integration on in the settings of each check, and leave the alert for recovery on.",
    ],
    link: "https://www.pingdom.com/resources/webhooks/",
  },
  can: {
    sign: false,
    sendIds: false,
    retry: "Not documented.",
    timeLimit: null,
    testEvent: `A check whose name begins with "${testName}".`,
  },
  identify: identifyPingdom,
  normalise: normalisePingdom,
  sample: samplePingdom,
};
