import { identifyById } from "../../payload/identify-by-id.ts";
import { testName } from "../../payload/test-name.ts";
import type { Sender } from "../../sender.ts";
import { plainHmac } from "../../verify/presets.ts";
import { normaliseRootly } from "./normalise.ts";
import { sampleRootly } from "./sample.ts";

export const rootly: Sender = {
  key: "rootly",
  name: "Rootly",
  scheme: plainHmac("x-rootly-signature", {
    parse: "kv",
    prefix: "v1=",
    signedContent: "{timestamp}{body}",
    timestamp: { in: "kv", key: "t" },
  }),
  normaliserVersion: 1,
  natives: ["email", "msteams", "pagerduty", "phone", "slack", "sms"],
  nativesLink: "https://docs.rootly.com/",
  proof: "documentation",
  doubts: "Signature, envelope and alerts are documented; some fields of an incident are inferred.",
  setup: {
    steps: [
      "In Rootly open Configuration, Webhooks and add an endpoint with the URL of this source.",
      "Choose the incident events and alert.created; with none chosen Rootly sends all of them.",
      "Copy the signing secret and paste it here as a secret of this source. A new secret ends the old one at once: exchange both together.",
      `For regular test events open an incident whose title begins with "${testName}".`,
    ],
    link: "https://docs.rootly.com/configuration/webhooks",
  },
  can: {
    sign: true,
    sendIds: true,
    retry: "Not documented.",
    timeLimit: null,
    testEvent: `An incident of the kind test, or whose title begins with "${testName}".`,
  },
  identify: (request) => identifyById(request, "event.id"),
  normalise: normaliseRootly,
  sample: sampleRootly,
};
