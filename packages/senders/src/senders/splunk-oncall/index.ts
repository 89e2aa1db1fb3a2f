import type { Sender } from "../../sender.ts";
import { identifySplunkOncall } from "./identify.ts";
import { normaliseSplunkOncall } from "./normalise.ts";
import { sampleSplunkOncall } from "./sample.ts";

/** Which variable of an incident stands in which field. */
const variables = {
  incident_number: "STATE.INCIDENT_NAME",
  entity_id: "ALERT.entity_id",
  entity_display_name: "ALERT.entity_display_name",
  message_type: "ALERT.message_type",
  phase: "STATE.CURRENT_ALERT_PHASE",
  state_message: "ALERT.state_message",
  routing_key: "ALERT.routing_key",
  timestamp: "ALERT.timestamp",
  monitoring_tool: "ALERT.monitoring_tool",
};

const template = JSON.stringify(
  Object.fromEntries(Object.entries(variables).map(([field, name]) => [field, `$\u007b{${name}}}`])),
);

export const splunkOncall: Sender = {
  key: "splunk-oncall",
  name: "Splunk On-Call (VictorOps)",
  scheme: { type: "url-token" },
  normaliserVersion: 1,
  natives: ["email", "jira", "msteams", "servicenow", "slack", "sms", "voice"],
  nativesLink: "https://help.victorops.com/",
  proof: "own format",
  doubts:
    "Events and variables are documented; the body is the one given here, and the unit of its times is told by their size.",
  setup: {
    steps: [
      "In Splunk On-Call open Integrations, Outgoing Webhooks and add one for the event Any-Incident: method POST, content type application/json, to the URL of this source.",
      `Use this as its payload, and correct the variables where your incidents name them otherwise: ${template}`,
      "Who knows the URL can send: keep it secret, or add a custom header and let this source ask for it.",
    ],
    link: "https://help.victorops.com/knowledge-base/custom-outbound-webhooks/",
  },
  can: {
    sign: false,
    sendIds: false,
    retry: "Not documented.",
    timeLimit: null,
    testEvent: 'An incident whose entity has a display name that begins with "Signalbox test".',
  },
  identify: identifySplunkOncall,
  normalise: normaliseSplunkOncall,
  sample: sampleSplunkOncall,
};
