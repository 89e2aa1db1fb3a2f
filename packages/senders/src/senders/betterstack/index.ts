import { testName } from "../../payload/test-name.ts";
import type { Sender } from "../../sender.ts";
import { identifyBetterstack } from "./identify.ts";
import { normaliseBetterstack } from "./normalise.ts";
import { sampleBetterstack } from "./sample.ts";

export const betterstack: Sender = {
  key: "betterstack",
  name: "Better Stack Uptime",
  scheme: { type: "url-token" },
  normaliserVersion: 1,
  natives: ["email", "jira", "msteams", "opsgenie", "pagerduty", "slack"],
  nativesLink: "https://betterstack.com/docs/uptime/",
  proof: "documentation",
  doubts: "Attributes such as the team and who resolved are those of the API's incident.",
  setup: {
    steps: [
      "Under Integrations, Exporting data add an outgoing webhook with the URL of this source. The URL is the secret: it proves who sends.",
      "Let it send when an incident starts, is acknowledged and is resolved; changes of monitors and of the rota are ignored here.",
    ],
    link: "https://docs.betteruptime.com/integrations/webhooks",
  },
  can: {
    sign: false,
    sendIds: false,
    retry: "Not documented.",
    timeLimit: null,
    testEvent: `A monitor whose name begins with "${testName}".`,
  },
  identify: identifyBetterstack,
  normalise: normaliseBetterstack,
  sample: sampleBetterstack,
};
