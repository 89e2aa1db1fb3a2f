import type { Sender } from "../../sender.ts";
import { standardWebhooksScheme } from "../../verify/presets.ts";
import { identifyStandardWebhooks } from "./identify.ts";
import { normaliseStandardWebhooks } from "./normalise.ts";
import { sampleStandardWebhooks } from "./sample.ts";

export const standardWebhooks: Sender = {
  key: "standard-webhooks",
  name: "Standard Webhooks",
  scheme: standardWebhooksScheme,
  normaliserVersion: 1,
  natives: [],
  nativesLink: null,
  proof: "published sample",
  doubts: "Signatures are checked by published vectors; the names of events are defined here.",
  setup: {
    steps: [
      "In the sending tool add a webhook endpoint with the URL of this source.",
      "Copy the signing secret that it shows (whsec_ and base64) and paste it here as a secret of this source.",
      "Let it send incident.opened, incident.acknowledged, incident.updated and incident.resolved.",
      "For regular test events let it send an event of type test.",
    ],
    link: "https://www.standardwebhooks.com",
  },
  can: {
    sign: true,
    sendIds: true,
    retry:
      "By the specification at 0 s, 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h; every try is signed anew.",
    timeLimit: "15 to 30 s",
    testEvent: "An event of type test.",
  },
  identify: identifyStandardWebhooks,
  normalise: normaliseStandardWebhooks,
  sample: sampleStandardWebhooks,
};
