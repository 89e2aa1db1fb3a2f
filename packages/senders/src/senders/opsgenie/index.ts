import { identifyBy } from "../../payload/read-one-event.ts";
import { testName } from "../../payload/test-name.ts";
import type { Sender } from "../../sender.ts";
import { normaliseOpsgenie } from "./normalise.ts";
import { sampleOpsgenie } from "./sample.ts";

export const opsgenie: Sender = {
  key: "opsgenie",
  name: "Opsgenie / Jira Service Management",
  scheme: { type: "header-token", header: "x-api-key" },
  normaliserVersion: 1,
  natives: ["email", "msteams", "phone", "push", "slack", "sms"],
  nativesLink: "https://support.atlassian.com/opsgenie/resources/",
  proof: "published sample",
  doubts: "The number for a priority is seen in one old sample alone; its times in two units in all of them.",
  setup: {
    steps: [
      "In Opsgenie or Jira Service Management open Integrations and add a webhook integration with the URL of this source.",
      "Add the custom header X-API-Key with the secret of this source as its value.",
      "Let it send Create, Acknowledge, UnAcknowledge, UpdatePriority, Close and Delete, with alert details on.",
      `For regular test events raise an alert whose message begins with "${testName}".`,
    ],
    link: "https://support.atlassian.com/opsgenie/docs/integrate-opsgenie-with-webhook/",
  },
  can: {
    sign: false,
    sendIds: false,
    retry: "Not documented. Create may come again when a team is added to an alert.",
    timeLimit: null,
    testEvent: `An alert whose message begins with "${testName}".`,
  },
  // The time is in nanoseconds, more than a number holds: it counts as text.
  identify: (request) =>
    identifyBy("opsgenie", request, (fields) => [
      fields.text("alert.alertId"),
      fields.text("action"),
      fields.text("alert.updatedAt"),
    ]),
  normalise: normaliseOpsgenie,
  sample: sampleOpsgenie,
};
