import type { Sender } from "../../sender.ts";
import { askOfNetdata } from "./asks.ts";
import { identifyNetdata } from "./identify.ts";
import { normaliseNetdata } from "./normalise.ts";
import { sampleNetdata } from "./sample.ts";

export const netdata: Sender = {
  key: "netdata",
  name: "Netdata",
  scheme: { type: "basic" },
  normaliserVersion: 1,
  natives: ["discord", "email", "mattermost", "opsgenie", "pagerduty", "rocketchat", "slack", "splunk", "telegram"],
  nativesLink: "https://learn.netdata.cloud/docs/alerts-&-notifications/notifications",
  proof: "documentation",
  doubts: "The documented fields name no node.",
  setup: {
    steps: [
      "In Netdata Cloud open Space settings, Alerts & Notifications, and add a Webhook configuration with the URL of this source: only https is accepted.",
      "Choose Basic as the authentication mechanism with a user and a password, and store them here as the secret user:password. Or let your proxy ask for Netdata's client certificate, and choose a client certificate with the subject CN=app.netdata.cloud under How it proves itself.",
      "Choose Test: the token that it sends appears on the page of this source. Copy it into Netdata's Verification field.",
      "Alerts name no node: where two nodes of a space can have the same alert on the same chart, use one space or one configuration with a source of its own for each.",
    ],
    link: "https://learn.netdata.cloud/docs/alerts-&-notifications/notifications/centralized-cloud-notifications/webhook",
  },
  can: {
    sign: false,
    sendIds: false,
    retry: "Not documented.",
    timeLimit: null,
    testEvent: 'The button Test, whose body holds a token; or an alert whose name begins with "Signalbox test".',
  },
  identify: identifyNetdata,
  normalise: normaliseNetdata,
  asks: askOfNetdata,
  sample: sampleNetdata,
};
