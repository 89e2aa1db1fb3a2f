import type { FormField } from "../form-field.ts";
import type { KindGuide } from "../kind-guide.ts";
import { timeoutField } from "../shared/common-config.ts";
import { publicAddress } from "./opsgenie-config.ts";

export const opsgenieGuide: KindGuide = {
  about:
    "Pages by alerts of Opsgenie, closes them when it is over, sees who acknowledged, and answers who is on call by a schedule.",
  credentials: [
    "In Opsgenie open Settings, Integrations, add an API integration, and copy its API key.",
    "Give it Read Access and Create and Update Access; to ask who is on call also Configuration Access.",
  ],
  rights: "Read Access, Create and Update Access; for look-ups Configuration Access.",
  traps: [
    "Opsgenie ends on 5 April 2027. Jira Service Management takes the same calls at https://api.atlassian.com/jsm/ops/integration, with a key of its own.",
    "The answer 202 means that a request was taken, not that it was done: Signalbox reads the alert afterwards, and a page that never became one is a failure.",
    "The integration of a team alerts that team, whatever stands under teams; a team that is not known is left out without a word.",
    "An alert has a message of at most 130 characters; the rest stands in its description.",
    "A team's on-call is asked by a path such as /v2/schedules/Payments/on-calls?scheduleIdentifierType=name&flat=true.",
  ],
  example: { apiKey: { env: "OPSGENIE_API_KEY" }, teams: ["Payments"] },
};

export const opsgenieForm: readonly FormField[] = [
  { path: "apiKey", label: "API key", help: "Of an API integration.", type: "secret", required: true },
  {
    path: "baseUrl",
    label: "Address",
    help: `${publicAddress} where left empty; https://api.eu.opsgenie.com in the EU.`,
    type: "url",
    required: false,
    placeholder: publicAddress,
  },
  {
    path: "teams",
    label: "Teams",
    help: "Names of the teams to alert, one a line. Left empty: those of the integration.",
    type: "list",
    required: false,
  },
  timeoutField,
];
