import type { Sender } from "../../sender.ts";
import { identifyHoneybadger } from "./identify.ts";
import { normaliseHoneybadger } from "./normalise.ts";
import { sampleHoneybadger } from "./sample.ts";

export const honeybadger: Sender = {
  key: "honeybadger",
  name: "Honeybadger",
  scheme: { type: "url-token" },
  normaliserVersion: 1,
  natives: ["discord", "email", "github", "jira", "msteams", "opsgenie", "pagerduty", "slack", "sms", "victorops"],
  nativesLink: "https://docs.honeybadger.io/guides/integrations/",
  proof: "documentation",
  doubts: "The keys of an outage are partly inferred, and the third version of its payload is a preview.",
  setup: {
    steps: [
      "In Honeybadger open the project's Settings, Alerts & Integrations, add a WebHook, and paste the URL of this source.",
      "Choose the events: uptime, check-ins and alarms have an end; an error that occurred stays open until somebody resolves it.",
      "Who knows the URL can send: keep it secret. The bodies hold people's addresses and the project's token.",
    ],
    link: "https://docs.honeybadger.io/guides/integrations/webhook/",
  },
  can: {
    sign: false,
    sendIds: false,
    retry: "Not documented.",
    timeLimit: null,
    testEvent: 'A site or check-in whose name begins with "Signalbox test".',
  },
  identify: identifyHoneybadger,
  normalise: normaliseHoneybadger,
  sample: sampleHoneybadger,
};
