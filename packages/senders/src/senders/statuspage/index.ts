import type { Sender } from "../../sender.ts";
import { identifyStatuspage } from "./identify.ts";
import { normaliseStatuspage } from "./normalise.ts";
import { sampleStatuspage } from "./sample.ts";

export const statuspage: Sender = {
  key: "statuspage",
  name: "Statuspage (others' pages)",
  scheme: { type: "url-token" },
  normaliserVersion: 1,
  natives: ["email", "msteams", "slack", "sms"],
  nativesLink: "https://support.atlassian.com/statuspage/resources/",
  proof: "published sample",
  doubts: null,
  setup: {
    steps: [
      "On the status page of the service that you depend on choose Subscribe to updates, then webhook.",
      "Paste the URL of this source, and an e-mail address that is told when deliveries fail.",
      "Choose the components that concern you. An outage sends its incident and each component's change: group them by a rule.",
      "Who knows the URL can send: keep it secret.",
    ],
    link: "https://support.atlassian.com/statuspage/docs/enable-webhook-notifications/",
  },
  can: {
    sign: false,
    sendIds: false,
    retry:
      "After anything but a 2xx, redirects included; after 10 failures in about an hour the subscription is quarantined.",
    timeLimit: "30 s",
    testEvent: 'On a page of your own, an incident whose name begins with "Signalbox test".',
  },
  identify: identifyStatuspage,
  normalise: normaliseStatuspage,
  sample: sampleStatuspage,
};
