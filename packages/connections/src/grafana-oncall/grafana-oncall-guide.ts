import type { FormField } from "../form-field.ts";
import type { KindGuide } from "../kind-guide.ts";
import { timeoutField } from "../shared/common-config.ts";

export const grafanaOncallGuide: KindGuide = {
  about: "Answers who is on call by a schedule of Grafana OnCall: who has the shift now, with overrides.",
  credentials: [
    "In Grafana OnCall open Settings: there stands the API URL, and API keys are made there.",
    "A service account token of Grafana does as well: give it the permission to read schedules, and enter the stack's address below.",
  ],
  rights: "Reading schedules (grafana-oncall-app.schedules:read).",
  traps: [
    "The key is sent as it is, without Bearer.",
    "A team's path is /api/v1/schedules/ID/final_shifts: Signalbox asks for yesterday to tomorrow and takes who has the shift now; select is then of that shift, such as $.user_email. Left out it takes both address and name.",
    "The id of a schedule stands in its address in Grafana; it is not its name.",
    "300 calls in 5 minutes are taken for a key.",
  ],
  example: { baseUrl: "https://oncall-prod-eu-west-0.grafana.net/oncall", token: { env: "GRAFANA_ONCALL_KEY" } },
};

export const grafanaOncallForm: readonly FormField[] = [
  {
    path: "baseUrl",
    label: "API URL",
    help: "As Grafana OnCall shows it under Settings, without /api/v1.",
    type: "url",
    required: true,
    placeholder: "https://oncall-prod-eu-west-0.grafana.net/oncall",
  },
  { path: "token", label: "API key", help: null, type: "secret", required: true },
  {
    path: "grafanaUrl",
    label: "Grafana stack",
    help: "Only with a service account token: the address of your Grafana.",
    type: "url",
    required: false,
    placeholder: "https://example.grafana.net",
  },
  timeoutField,
];
