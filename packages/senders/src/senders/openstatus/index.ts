import type { Sender } from "../../sender.ts";
import { identifyOpenstatus } from "./identify.ts";
import { normaliseOpenstatus } from "./normalise.ts";
import { sampleOpenstatus } from "./sample.ts";

export const openstatus: Sender = {
  key: "openstatus",
  name: "OpenStatus",
  scheme: { type: "bearer" },
  normaliserVersion: 1,
  natives: ["discord", "email", "ntfy", "opsgenie", "pagerduty", "slack", "sms", "telegram"],
  nativesLink: "https://docs.openstatus.dev/",
  proof: "source code",
  doubts: null,
  setup: {
    steps: [
      "In OpenStatus open Notifications, add one of the type Webhook, and paste the URL of this source.",
      "Add a custom header Authorization with the value Bearer and, after a space, the secret of this source.",
      "Choose Send test: it appears under Deliveries as a test event, though OpenStatus words it as a recovery.",
      "Add the notification to the monitors. A delivery that fails is not repeated: give the source a time after which its incidents are stale.",
    ],
    link: "https://docs.openstatus.dev/alerting/providers/webhook",
  },
  can: {
    sign: false,
    sendIds: false,
    retry: "None: each delivery is tried once.",
    timeLimit: null,
    testEvent: 'The notification\'s own test, a recovery of the monitor 1 named "test".',
  },
  identify: identifyOpenstatus,
  normalise: normaliseOpenstatus,
  sample: sampleOpenstatus,
};
