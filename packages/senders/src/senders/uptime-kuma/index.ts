import type { Sender } from "../../sender.ts";
import { identifyUptimeKuma } from "./identify.ts";
import { normaliseUptimeKuma } from "./normalise.ts";
import { sampleUptimeKuma } from "./sample.ts";

export const uptimeKuma: Sender = {
  key: "uptime-kuma",
  name: "Uptime Kuma",
  scheme: { type: "bearer" },
  normaliserVersion: 1,
  sendsByGet: true,
  natives: ["discord", "email", "gotify", "msteams", "ntfy", "opsgenie", "pagerduty", "slack", "telegram"],
  nativesLink: "https://github.com/louislam/uptime-kuma/wiki/Notification-Methods",
  proof: "source code",
  doubts: null,
  setup: {
    steps: [
      "Under Settings, Notifications add one of type Webhook with the URL of this source as its Post URL.",
      "As request body choose application/json.",
      'Turn on additional headers and set {"Authorization": "Bearer …"} with the secret of this source.',
      "Press Test, then turn the notification on for each monitor, or let it apply to all of them.",
    ],
    link: "https://github.com/louislam/uptime-kuma/wiki/Notification-Methods",
  },
  can: {
    sign: false,
    sendIds: false,
    retry: "None: each change is sent once. Set a stale time for this source: a lost resolve never comes.",
    timeLimit: null,
    testEvent: "The Test button of the notification.",
  },
  identify: identifyUptimeKuma,
  normalise: normaliseUptimeKuma,
  sample: sampleUptimeKuma,
};
