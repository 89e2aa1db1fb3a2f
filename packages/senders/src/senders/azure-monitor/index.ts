import type { Sender } from "../../sender.ts";
import { identifyAzureMonitor } from "./identify.ts";
import { normaliseAzureMonitor } from "./normalise.ts";
import { sampleAzureMonitor } from "./sample.ts";

export const azureMonitor: Sender = {
  key: "azure-monitor",
  name: "Azure Monitor",
  scheme: { type: "url-token" },
  normaliserVersion: 1,
  natives: ["email", "sms", "voice"],
  nativesLink: "https://learn.microsoft.com/azure/azure-monitor/alerts/action-groups",
  proof: "documentation",
  doubts:
    "The tokens of secure webhooks are checked as Entra ID documents them, against keys made for the tests: no token of a live tenant was at hand.",
  setup: {
    steps: [
      "In the Azure portal open Monitor, Alerts, Action groups and add an action of the type Webhook.",
      "Paste the URL of this source as its URI, and switch on the common alert schema.",
      "Add the action group to the alert rules. Let metric and log rules resolve themselves: stateless and activity-log alerts never say that they are over, so give such a source a time after which its incidents are stale.",
      "Who knows the URL can send: keep it secret, and limit the source to Azure's networks (service tag ActionGroup), or let Entra ID vouch for the sender:",
      "Register an application in Entra ID with an Application ID URI, and let the action group use a secure webhook with it. On the page of this source, under How it proves itself, choose a token (JWT): issuer https://sts.windows.net/TENANT/ (with accessTokenAcceptedVersion 2: https://login.microsoftonline.com/TENANT/v2.0), keys https://login.microsoftonline.com/TENANT/discovery/keys (v2: …/discovery/v2.0/keys), audience the Application ID URI (v2: the application's id), application 461e8683-5575-4561-ac7f-899cc907d62a, which is Azure's action groups.",
    ],
    link: "https://learn.microsoft.com/azure/azure-monitor/alerts/action-groups",
  },
  can: {
    sign: false,
    sendIds: false,
    retry:
      "Up to 3 times when no answer came in time and after 408, 429, 503 and 504; then no action group calls the URL for 15 minutes. After 500 and 502 the alert is lost.",
    timeLimit: "10 s at first, then 30 s",
    testEvent: 'An alert rule whose name begins with "Signalbox test".',
  },
  identify: identifyAzureMonitor,
  normalise: normaliseAzureMonitor,
  sample: sampleAzureMonitor,
};
