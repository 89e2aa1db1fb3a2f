import { testName } from "../../payload/test-name.ts";
import type { Sender } from "../../sender.ts";
import { plainHmac } from "../../verify/presets.ts";
import { identifyFirehydrant } from "./identify.ts";
import { normaliseFirehydrant } from "./normalise.ts";
import { sampleFirehydrant } from "./sample.ts";

export const firehydrant: Sender = {
  key: "firehydrant",
  name: "FireHydrant",
  scheme: plainHmac("fh-signature"),
  normaliserVersion: 1,
  natives: ["email", "msteams", "opsgenie", "pagerduty", "slack"],
  nativesLink: "https://docs.firehydrant.com/docs",
  proof: "documentation",
  doubts: "That the signature is hexadecimal is a third party's word; the block about the event is inferred.",
  setup: {
    steps: [
      "In FireHydrant open Settings, Integrations, Webhooks and add one with the URL of this source.",
      "Subscribe it to incidents.",
      "Give it a secret and paste the same one here as a secret of this source.",
      `For regular test events open an incident whose name begins with "${testName}".`,
    ],
    link: "https://docs.firehydrant.com/docs/webhooks",
  },
  can: {
    sign: true,
    sendIds: false,
    retry: "Not documented. Every change of an incident is sent, most of them with the milestone it had before.",
    timeLimit: null,
    testEvent: `An incident whose name begins with "${testName}".`,
  },
  identify: identifyFirehydrant,
  normalise: normaliseFirehydrant,
  sample: sampleFirehydrant,
};
