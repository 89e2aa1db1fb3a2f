import type { Sender } from "../../sender.ts";
import { plainHmac } from "../../verify/presets.ts";
import { identifyAnyping } from "./identify.ts";
import { normaliseAnyping } from "./normalise.ts";
import { sampleAnyping } from "./sample.ts";

export const anyping: Sender = {
  key: "anyping",
  name: "AnyPing",
  scheme: plainHmac("x-anyping-signature"),
  normaliserVersion: 1,
  natives: [],
  nativesLink: null,
  proof: "own format",
  doubts: "The signature is as AnyPing states it; the fields of its payload are defined here.",
  setup: {
    steps: [
      "In AnyPing open Settings, Integrations, Webhooks and add a webhook.",
      "Paste the URL of this source into its address field.",
      "Copy the signing secret that AnyPing shows and paste it here as a secret of this source.",
      "Send a test from AnyPing: it appears under Deliveries as a test event.",
    ],
    link: null,
  },
  can: {
    sign: true,
    sendIds: true,
    retry: "Repeats a delivery when it did not see the answer 200 in time; a repeat carries the same id.",
    timeLimit: null,
    testEvent: 'A delivery of type "test", or any with test: true.',
  },
  identify: identifyAnyping,
  normalise: normaliseAnyping,
  sample: sampleAnyping,
};
