import { testName } from "../../payload/test-name.ts";
import type { Sender } from "../../sender.ts";
import { plainHmac } from "../../verify/presets.ts";
import { normaliseSentry } from "./normalise.ts";
import { sampleSentry } from "./sample.ts";

export const sentry: Sender = {
  key: "sentry",
  name: "Sentry",
  scheme: plainHmac("sentry-hook-signature"),
  normaliserVersion: 1,
  natives: ["discord", "email", "msteams", "opsgenie", "pagerduty", "slack"],
  nativesLink: "https://docs.sentry.io/organization/integrations/",
  proof: "documentation",
  doubts: null,
  setup: {
    steps: [
      "In Sentry open Settings, Developer settings and create an internal integration.",
      "Paste the URL of this source as its webhook URL and turn Alert rule action on.",
      "Under Webhooks tick issue where closed issues shall close incidents.",
      "Copy the integration's client secret and paste it here as a secret of this source.",
      "In each metric or issue alert add the action that notifies this integration.",
      `For regular test events keep a metric alert whose name begins with "${testName}".`,
    ],
    link: "https://docs.sentry.io/organization/integrations/integration-platform/webhooks/",
  },
  can: {
    sign: true,
    sendIds: true,
    retry: "None documented; 1,000 time-outs within 24 h unsubscribe the webhook.",
    timeLimit: "1 s",
    testEvent: `A metric alert or an issue whose name begins with "${testName}".`,
  },
  identify: ({ headers }) => {
    const id = headers["request-id"] ?? "";
    return id === "" ? { basis: "fresh" } : { basis: "sender", id };
  },
  normalise: normaliseSentry,
  sample: sampleSentry,
};
