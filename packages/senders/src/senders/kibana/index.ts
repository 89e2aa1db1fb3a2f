import type { Sender } from "../../sender.ts";
import { identifyKibana } from "./identify.ts";
import { normaliseKibana } from "./normalise.ts";
import { sampleKibana } from "./sample.ts";

const template =
  '{"rule":{"id":"{{rule.id}}","name":"{{rule.name}}"},"alert":{"id":"{{alert.id}}","uuid":"{{alert.uuid}}","actionGroup":"{{alert.actionGroup}}"},"date":"{{date}}","context":{"reason":"{{context.reason}}","timestamp":"{{context.timestamp}}","alertDetailsUrl":"{{context.alertDetailsUrl}}"}}';

export const kibana: Sender = {
  key: "kibana",
  name: "Kibana (Elastic)",
  scheme: { type: "basic" },
  normaliserVersion: 2,
  natives: ["email", "jira", "msteams", "opsgenie", "pagerduty", "servicenow", "slack"],
  nativesLink: "https://www.elastic.co/guide/en/kibana/current/action-types.html",
  proof: "own format",
  doubts:
    "The body is the one given here, of documented variables. Alerts of SIEM rules are read as another receiver's template sends them; no live one was at hand.",
  setup: {
    steps: [
      "In Kibana open Stack Management, Connectors and add a webhook connector: method POST, the URL of this source, and basic authentication with a user and a password.",
      "Store the same here as the secret user:password.",
      "Add the connector to each rule, for each alert and on status changes, once for the active group and once for Recovered.",
      `Use this body for both: ${template}`,
      "SIEM (detection) rules send their alerts as they are, one after another, with this body: {{#context.alerts}}{{{.}}}{{/context.alerts}}",
      "Watcher and SIEM rules never say that an alert is over: give such a source a time after which its incidents are stale.",
    ],
    link: "https://www.elastic.co/guide/en/kibana/current/webhook-action-type.html",
  },
  can: {
    sign: false,
    sendIds: false,
    retry: "Not documented.",
    timeLimit: null,
    testEvent: 'A rule whose name begins with "Signalbox test".',
  },
  identify: identifyKibana,
  normalise: normaliseKibana,
  sample: sampleKibana,
};
