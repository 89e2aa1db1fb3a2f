import type { Sender } from "../../sender.ts";
import { plainHmac } from "../../verify/presets.ts";
import { identifyOneuptime } from "./identify.ts";
import { normaliseOneuptime } from "./normalise.ts";
import { sampleOneuptime } from "./sample.ts";

export const oneuptime: Sender = {
  key: "oneuptime",
  name: "OneUptime",
  scheme: plainHmac("x-oneuptime-signature", { prefix: "sha256=" }),
  normaliserVersion: 1,
  natives: ["email", "msteams", "phone", "slack", "sms"],
  nativesLink: "https://oneuptime.com/docs",
  proof: "source code",
  doubts: null,
  setup: {
    steps: [
      "In OneUptime open User settings, Notification methods, Webhooks and add the URL of this source; paste the signing secret it shows here.",
      "Add the webhook to your on-call rules for incidents and alerts. It tells openings only, and is signed.",
      "To have the ends told as well, add the same URL as a webhook subscriber of the status page. That one is not signed: choose the URL alone under How it proves itself on the page of this source.",
      "Send a test from OneUptime: it appears under Deliveries as a test event.",
    ],
    link: "https://oneuptime.com/docs",
  },
  can: {
    sign: true,
    sendIds: false,
    retry: "On-call webhook: one try. Subscriber webhook: 3 more with growing pauses. Redirects are not followed.",
    timeLimit: "10 s",
    testEvent: "An event of type test or TestNotification.",
  },
  identify: identifyOneuptime,
  normalise: normaliseOneuptime,
  sample: sampleOneuptime,
};
