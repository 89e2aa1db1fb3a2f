import { identifyAlertGroup } from "../../payload/identify-alert-group.ts";
import type { Sender } from "../../sender.ts";
import { plainHmac } from "../../verify/presets.ts";
import { normaliseGrafana } from "./normalise.ts";
import { sampleGrafana } from "./sample.ts";

export const grafana: Sender = {
  key: "grafana",
  name: "Grafana Alerting",
  scheme: plainHmac("x-grafana-alerting-signature", {
    signedContent: "{timestamp}:{body}",
    timestamp: { in: "header", header: "x-grafana-alerting-timestamp" },
  }),
  normaliserVersion: 2,
  natives: [
    "discord",
    "email",
    "msteams",
    "opsgenie",
    "pagerduty",
    "pushover",
    "slack",
    "telegram",
    "victorops",
    "webex",
  ],
  nativesLink: "https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/",
  proof: "source code",
  doubts: null,
  setup: {
    steps: [
      "In Grafana open Alerting, Contact points and add a webhook with the URL of this source, method POST or PUT.",
      "Under HMAC signature paste the secret of this source and set the timestamp header to X-Grafana-Alerting-Timestamp. Without that header nothing of the time is signed: then choose a signature (HMAC) in the header X-Grafana-Alerting-Signature under How it proves itself on the page of this source.",
      "Leave Custom payload empty, Disable resolved message off and Max alerts at 0.",
      "Press Test on the contact point: it appears under Deliveries as a test event.",
    ],
    link: "https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/",
  },
  can: {
    sign: true,
    sendIds: false,
    retry: "Not within a flush: what failed is sent again at the next one, signed anew.",
    timeLimit: "30 s",
    testEvent: "Test on the contact point (alertname TestAlert of the instance Grafana).",
  },
  identify: (request) => identifyAlertGroup("grafana", request),
  normalise: normaliseGrafana,
  sample: sampleGrafana,
};
