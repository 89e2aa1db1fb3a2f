import { testName } from "../../payload/test-name.ts";
import type { Sender } from "../../sender.ts";
import { identifyUptimeRobot } from "./identify.ts";
import { normaliseUptimeRobot } from "./normalise.ts";
import { sampleUptimeRobot } from "./sample.ts";

export const uptimerobot: Sender = {
  key: "uptimerobot",
  name: "UptimeRobot",
  scheme: { type: "url-token" },
  normaliserVersion: 1,
  sendsByGet: true,
  natives: ["discord", "email", "msteams", "opsgenie", "pagerduty", "slack", "telegram"],
  nativesLink: "https://uptimerobot.com/integrations/",
  proof: "published sample",
  doubts: "The variables are seen in recorded deliveries; the body is the one given here.",
  setup: {
    steps: [
      "Under Integrations add a webhook with the URL of this source, a question mark at its end. The URL is the secret: it proves who sends.",
      'As POST value set {"monitorID":"*monitorID*","monitorURL":"*monitorURL*","monitorFriendlyName":"*monitorFriendlyName*","alertType":"*alertType*","alertTypeFriendlyName":"*alertTypeFriendlyName*","alertDetails":"*alertDetails*","alertDuration":"*alertDuration*","alertDateTime":"*alertDateTime*"}, and turn on sending as JSON.',
      "Choose the events for up and down, and turn the integration on for each monitor.",
    ],
    link: "https://uptimerobot.com/integrations/webhooks-integration/",
  },
  can: {
    sign: false,
    sendIds: false,
    retry: "Not documented.",
    timeLimit: null,
    testEvent: `A monitor whose name begins with "${testName}".`,
  },
  identify: identifyUptimeRobot,
  normalise: normaliseUptimeRobot,
  sample: sampleUptimeRobot,
};
