import { identifyById } from "../../payload/identify-by-id.ts";
import type { Sender } from "../../sender.ts";
import { normaliseFreshping } from "./normalise.ts";
import { sampleFreshping } from "./sample.ts";

export const freshping: Sender = {
  key: "freshping",
  name: "Freshping",
  scheme: { type: "url-token" },
  normaliserVersion: 1,
  natives: ["email", "slack", "sms", "twilio"],
  nativesLink: "https://www.freshworks.com/website-monitoring/",
  proof: "published sample",
  doubts: 'The words "Not Responding" are inferred. Freshping was announced to end.',
  setup: {
    steps: [
      "In Freshping open Settings, Integrations, Webhook, and paste the URL of this source as the callback URL.",
      "Choose Send test: it appears under Deliveries as a test event, though Freshping words it as a recovery.",
      "Who knows the URL can send: keep it secret.",
    ],
    link: null,
  },
  can: {
    sign: false,
    sendIds: true,
    retry: "Not documented.",
    timeLimit: null,
    testEvent: 'The webhook\'s own test, whose application is named "Webhook test".',
  },
  identify: (request) => identifyById(request, "webhook_event_id"),
  normalise: normaliseFreshping,
  sample: sampleFreshping,
};
