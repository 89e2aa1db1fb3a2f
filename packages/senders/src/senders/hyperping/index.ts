import type { Sender } from "../../sender.ts";
import { identifyHyperping } from "./identify.ts";
import { normaliseHyperping } from "./normalise.ts";
import { sampleHyperping } from "./sample.ts";

export const hyperping: Sender = {
  key: "hyperping",
  name: "Hyperping",
  scheme: { type: "url-token" },
  normaliserVersion: 1,
  natives: ["discord", "email", "msteams", "opsgenie", "pagerduty", "slack", "sms", "telegram"],
  nativesLink: "https://hyperping.com/docs/integrations",
  proof: "documentation",
  doubts: "The unit of its downtime is not documented, so it is not read.",
  setup: {
    steps: [
      "In Hyperping open Integrations, Webhooks, and add the URL of this source.",
      "Who knows the URL can send: keep it secret, and limit the source to Hyperping's addresses where you can.",
      "For test events add a monitor whose address ends in ?signalbox-test and let it fail.",
    ],
    link: "https://hyperping.com/docs/integrations/webhooks",
  },
  can: {
    sign: false,
    sendIds: false,
    retry: "Not documented.",
    timeLimit: null,
    testEvent: "A monitor whose address holds signalbox-test.",
  },
  identify: identifyHyperping,
  normalise: normaliseHyperping,
  sample: sampleHyperping,
};
