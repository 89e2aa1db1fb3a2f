import type { Sender } from "../../sender.ts";
import { identifyDatadog } from "./identify.ts";
import { normaliseDatadog } from "./normalise.ts";
import { sampleDatadog } from "./sample.ts";

export const datadog: Sender = {
  key: "datadog",
  name: "Datadog",
  scheme: { type: "header-token", header: "x-webhook-token" },
  normaliserVersion: 1,
  natives: ["jira", "msteams", "opsgenie", "pagerduty", "servicenow", "slack", "statuspage"],
  nativesLink: "https://docs.datadoghq.com/integrations/",
  proof: "documentation",
  doubts:
    "The variables are documented; the keys are those of the payload given here. That an id stays the same over retries, and that a test comes with the transition Null, is inferred.",
  setup: {
    steps: [
      "Under Integrations, Webhooks create a webhook with the URL of this source.",
      'As its payload set {"id":"$ID","date":"$DATE","title":"$EVENT_TITLE","alert_id":"$ALERT_ID","alert_transition":"$ALERT_TRANSITION","alert_cycle_key":"$ALERT_CYCLE_KEY","aggreg_key":"$AGGREG_KEY","alert_priority":"$ALERT_PRIORITY","alert_scope":"$ALERT_SCOPE","alert_status":"$ALERT_STATUS","alert_type":"$ALERT_TYPE","tags":"$TAGS","hostname":"$HOSTNAME","link":"$LINK"}.',
      'Under custom headers set {"X-Webhook-Token": "…"} with the secret of this source.',
      "Name the webhook in the text of each monitor that is to send: @webhook-… in its message, for the alert and for the recovery.",
    ],
    link: "https://docs.datadoghq.com/integrations/webhooks/",
  },
  can: {
    sign: false,
    sendIds: true,
    retry: "Five times after 5xx and lost connections; a 4xx is not repeated.",
    timeLimit: "15 s",
    testEvent: "A test notification of a monitor: it comes with the transition Null.",
  },
  identify: identifyDatadog,
  normalise: normaliseDatadog,
  sample: sampleDatadog,
};
