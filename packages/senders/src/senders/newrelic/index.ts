import type { Sender } from "../../sender.ts";
import { identifyNewrelic } from "./identify.ts";
import { normaliseNewrelic } from "./normalise.ts";
import { sampleNewrelic } from "./sample.ts";

export const newrelic: Sender = {
  key: "newrelic",
  name: "New Relic",
  scheme: { type: "bearer" },
  normaliserVersion: 1,
  natives: ["email", "jira", "msteams", "pagerduty", "servicenow", "slack"],
  nativesLink: "https://docs.newrelic.com/docs/alerts/get-notified/notification-integrations/",
  proof: "published sample",
  doubts: "The samples are of the default template; whoever changes it is read as far as the fields are the same.",
  setup: {
    steps: [
      "In New Relic open Alerts, Destinations and add a webhook with the URL of this source.",
      "Choose Bearer token as its authorization and paste the secret of this source.",
      "Add a workflow with this destination and keep the default template. Whoever changes it uses the json helper for every text: a quote in a title breaks the body otherwise.",
      "Notify on activated, acknowledged and closed issues.",
    ],
    link: "https://docs.newrelic.com/docs/alerts/get-notified/destinations/",
  },
  can: {
    sign: false,
    sendIds: false,
    retry: "Not documented.",
    timeLimit: null,
    testEvent: 'An issue whose first condition has a name that begins with "Signalbox test".',
  },
  identify: identifyNewrelic,
  normalise: normaliseNewrelic,
  sample: sampleNewrelic,
};
