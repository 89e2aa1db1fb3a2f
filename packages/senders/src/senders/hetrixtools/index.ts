import { testName } from "../../payload/test-name.ts";
import type { Sender } from "../../sender.ts";
import { identifyHetrixtools } from "./identify.ts";
import { normaliseHetrixtools } from "./normalise.ts";
import { sampleHetrixtools } from "./sample.ts";

export const hetrixtools: Sender = {
  key: "hetrixtools",
  name: "HetrixTools",
  scheme: { type: "url-token" },
  normaliserVersion: 1,
  natives: ["discord", "email", "msteams", "pagerduty", "slack", "telegram"],
  nativesLink: "https://docs.hetrixtools.com/",
  proof: "documentation",
  doubts: null,
  setup: {
    steps: [
      "Under Contact Lists add the URL of this source to a list as its webhook. The URL is the secret: it proves who sends.",
      "Give the contact list to each uptime monitor.",
    ],
    link: "https://docs.hetrixtools.com/webhook-notifications",
  },
  can: {
    sign: false,
    sendIds: false,
    retry: "Not documented.",
    timeLimit: null,
    testEvent: `A monitor whose name begins with "${testName}".`,
  },
  identify: identifyHetrixtools,
  normalise: normaliseHetrixtools,
  sample: sampleHetrixtools,
};
