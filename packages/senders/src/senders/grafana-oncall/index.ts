import { identifyBy } from "../../payload/read-one-event.ts";
import { testName } from "../../payload/test-name.ts";
import type { Sender } from "../../sender.ts";
import { normaliseGrafanaOncall } from "./normalise.ts";
import { sampleGrafanaOncall } from "./sample.ts";

export const grafanaOncall: Sender = {
  key: "grafana-oncall",
  name: "Grafana OnCall / IRM",
  scheme: { type: "bearer" },
  normaliserVersion: 1,
  natives: ["email", "msteams", "phone", "push", "slack", "sms", "telegram"],
  nativesLink: "https://grafana.com/docs/oncall/latest/",
  proof: "documentation",
  doubts: null,
  setup: {
    steps: [
      "In Grafana open Alerts & IRM, Outgoing webhooks and add one for each of: alert group created, acknowledge, resolve, unresolve.",
      "Use the URL of this source, the method POST, and leave Forward whole payload on.",
      'Write "Bearer " and the secret of this source into the Authorization header.',
      `For regular test events let an alert group be made whose title begins with "${testName}".`,
    ],
    link: "https://grafana.com/docs/oncall/latest/configure/integrations/outgoing-webhooks/",
  },
  can: {
    sign: false,
    sendIds: false,
    retry: "3 times, every 10 s, after time-outs and connection errors.",
    timeLimit: "4 s",
    testEvent: `An alert group whose title begins with "${testName}".`,
  },
  identify: (request) =>
    identifyBy("grafana-oncall", request, (fields) => [
      fields.text("alert_group.id"),
      fields.text("event.type"),
      fields.text("event.time"),
    ]),
  normalise: normaliseGrafanaOncall,
  sample: sampleGrafanaOncall,
};
