import type { Sender } from "../../sender.ts";
import { identifyDynatrace } from "./identify.ts";
import { normaliseDynatrace } from "./normalise.ts";
import { sampleDynatrace } from "./sample.ts";

export const dynatrace: Sender = {
  key: "dynatrace",
  name: "Dynatrace",
  scheme: { type: "bearer" },
  normaliserVersion: 1,
  natives: ["email", "jira", "opsgenie", "pagerduty", "servicenow", "slack", "victorops", "xmatters"],
  nativesLink:
    "https://docs.dynatrace.com/docs/analyze-explore-automate/notifications-and-alerting/problem-notifications",
  proof: "another receiver",
  doubts: "The payload is the one given here; the form of the test run is partly inferred.",
  setup: {
    steps: [
      "Under Settings, Integration, Problem notifications add a custom integration with the URL of this source as its webhook URL.",
      "Add an HTTP header Authorization: Bearer and the secret of this source.",
      'As custom payload set {"State":"{State}","PID":"{PID}","ProblemID":"{ProblemID}","ProblemTitle":"{ProblemTitle}","ProblemSeverity":"{ProblemSeverity}","ProblemImpact":"{ProblemImpact}","ProblemURL":"{ProblemURL}","ImpactedEntity":"{ImpactedEntity}","ImpactedEntities":{ImpactedEntities},"Tags":"{Tags}","ProblemDetailsJSON":{ProblemDetailsJSON}}. The last and ImpactedEntities stand without quotes.',
      "Let it send when problems are closed too, and press the button that sends a test.",
    ],
    link: "https://docs.dynatrace.com/docs/analyze-explore-automate/notifications-and-alerting/problem-notifications/webhook-integration",
  },
  can: {
    sign: false,
    sendIds: false,
    retry: "Not documented.",
    timeLimit: null,
    testEvent: "The button that sends a test: a problem 999 with a title of its own.",
  },
  identify: identifyDynatrace,
  normalise: normaliseDynatrace,
  sample: sampleDynatrace,
};
