import type { Sender } from "../../sender.ts";
import { identifyHealthchecks } from "./identify.ts";
import { normaliseHealthchecks } from "./normalise.ts";
import { sampleHealthchecks } from "./sample.ts";

export const healthchecks: Sender = {
  key: "healthchecks",
  name: "Healthchecks",
  scheme: { type: "bearer" },
  normaliserVersion: 1,
  sendsByGet: true,
  natives: ["discord", "email", "msteams", "ntfy", "opsgenie", "pagerduty", "slack", "telegram"],
  nativesLink: "https://healthchecks.io/docs/configuring_notifications/",
  proof: "source code",
  doubts: "The placeholders are seen in its code; that a test is a check named TEST is inferred.",
  setup: {
    steps: [
      "Under Integrations add a Webhook. For when a check goes down and for when it goes up choose POST and the URL of this source: both, each has its own form.",
      'As both request bodies set {"check_id":"$CODE","name":$NAME_JSON,"status":"$STATUS","now":"$NOW","tags":"$TAGS","details":$JSON}. Only $NAME_JSON is safe for names with quotes.',
      "As both request headers set Authorization: Bearer and the secret of this source.",
    ],
    link: "https://healthchecks.io/docs/configuring_notifications/",
  },
  can: {
    sign: false,
    sendIds: false,
    retry: "Three tries at once, whatever the failure was.",
    timeLimit: "30 s",
    testEvent: "The test of the integration: a made-up check with the name TEST.",
  },
  identify: identifyHealthchecks,
  normalise: normaliseHealthchecks,
  sample: sampleHealthchecks,
};
