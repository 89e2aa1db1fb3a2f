import { identifyAlertGroup } from "../../payload/identify-alert-group.ts";
import type { Sender } from "../../sender.ts";
import { normaliseAlertmanager } from "./normalise.ts";
import { sampleAlertmanager } from "./sample.ts";

export const alertmanager: Sender = {
  key: "alertmanager",
  name: "Prometheus Alertmanager",
  scheme: { type: "bearer" },
  normaliserVersion: 1,
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
  nativesLink: "https://prometheus.io/docs/alerting/latest/configuration/#receiver-integration-settings",
  proof: "source code",
  doubts: null,
  setup: {
    steps: [
      "In alertmanager.yml add a receiver with webhook_configs and the URL of this source as its url.",
      "Set send_resolved: true, and max_alerts: 0 so that no alert is cut from a group.",
      "Under http_config.authorization set type: Bearer and credentials to the secret of this source.",
      "Route to the receiver, with a repeat_interval of an hour or so: a repeat that says nothing new starts nothing here.",
      'For regular test events let a rule in Prometheus fire with the label signalbox_test: "true".',
    ],
    link: "https://prometheus.io/docs/alerting/latest/configuration/#webhook_config",
  },
  can: {
    sign: false,
    sendIds: false,
    retry:
      "After 5xx and network errors with growing pauses until group_interval is over, then again; a 4xx is not repeated before the next group_interval.",
    timeLimit: "group_interval, at least 10 s",
    testEvent: 'An alert with the label signalbox_test: "true".',
  },
  identify: (request) => identifyAlertGroup("alertmanager", request),
  normalise: normaliseAlertmanager,
  sample: sampleAlertmanager,
};
