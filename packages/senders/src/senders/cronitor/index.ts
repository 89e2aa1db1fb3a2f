import { testName } from "../../payload/test-name.ts";
import type { Sender } from "../../sender.ts";
import { normaliseCronitor } from "./normalise.ts";
import { sampleCronitor } from "./sample.ts";

export const cronitor: Sender = {
  key: "cronitor",
  name: "Cronitor",
  scheme: { type: "url-token" },
  normaliserVersion: 1,
  natives: ["email", "msteams", "opsgenie", "pagerduty", "slack", "telegram"],
  nativesLink: "https://cronitor.io/docs",
  proof: "documentation",
  doubts: null,
  setup: {
    steps: [
      "Under Settings, Integrations add a webhook with the URL of this source. The URL is the secret: it proves who sends.",
      "Add the webhook to a notification list, and give the list to the monitors; leave recoveries on.",
    ],
    link: "https://cronitor.io/docs/using-webhooks",
  },
  can: {
    sign: false,
    sendIds: false,
    retry: "Not documented.",
    timeLimit: null,
    testEvent: `A monitor whose name begins with "${testName}".`,
  },
  // It says no time: the same bytes are the next outage as well.
  identify: () => ({ basis: "fresh" }),
  normalise: normaliseCronitor,
  sample: sampleCronitor,
};
