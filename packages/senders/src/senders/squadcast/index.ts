import { identifyById } from "../../payload/identify-by-id.ts";
import type { Sender } from "../../sender.ts";
import { normaliseSquadcast } from "./normalise.ts";
import { sampleSquadcast } from "./sample.ts";

export const squadcast: Sender = {
  key: "squadcast",
  name: "Squadcast",
  scheme: { type: "url-token" },
  normaliserVersion: 1,
  natives: ["email", "jira", "msteams", "servicenow", "slack", "sms", "voice"],
  nativesLink: "https://support.squadcast.com/",
  proof: "documentation",
  doubts: null,
  setup: {
    steps: [
      "In Squadcast open Settings, Webhooks, and add a webhook of version 2 with the URL of this source.",
      "Choose the triggers Incident Triggered, Acknowledged, Reassigned and Resolved, and no others: what is sent besides ends under Failures.",
      "Who knows the URL can send: keep it secret, or add a custom header where Squadcast offers one and let this source ask for it.",
    ],
    link: "https://developers.squadcast.com/outgoing-webhooks/",
  },
  can: {
    sign: false,
    sendIds: true,
    retry: "Not documented.",
    timeLimit: null,
    testEvent: 'An incident whose message begins with "Signalbox test".',
  },
  identify: (request) => identifyById(request, "event.id"),
  normalise: normaliseSquadcast,
  sample: sampleSquadcast,
};
