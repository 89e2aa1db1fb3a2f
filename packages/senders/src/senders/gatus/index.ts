import { testName } from "../../payload/test-name.ts";
import type { Sender } from "../../sender.ts";
import { normaliseGatus } from "./normalise.ts";
import { sampleGatus } from "./sample.ts";

export const gatus: Sender = {
  key: "gatus",
  name: "Gatus",
  scheme: { type: "bearer" },
  normaliserVersion: 1,
  sendsByGet: true,
  natives: ["discord", "email", "gitlab", "gotify", "msteams", "ntfy", "opsgenie", "pagerduty", "slack", "telegram"],
  nativesLink: "https://github.com/TwiN/gatus#alerting",
  proof: "source code",
  doubts: "The placeholders are seen in its code; the body is the one given here.",
  setup: {
    steps: [
      "Under alerting.custom set url to the URL of this source and method: POST; the default is GET.",
      "Under alerting.custom.headers set Authorization: Bearer and the secret of this source.",
      'As body set {"status":"[ALERT_TRIGGERED_OR_RESOLVED]","endpoint":"[ENDPOINT_NAME]","group":"[ENDPOINT_GROUP]","url":"[ENDPOINT_URL]","description":"[ALERT_DESCRIPTION]","errors":"[RESULT_ERRORS]"}, and leave the words TRIGGERED and RESOLVED as they are.',
      "Keep quotes, back-slashes and line ends out of the alerts' descriptions: Gatus pastes them as they are.",
      "On each endpoint add an alert of type custom with send-on-resolved: true.",
    ],
    link: "https://github.com/TwiN/gatus#configuring-custom-alerts",
  },
  can: {
    sign: false,
    sendIds: false,
    retry:
      "A failed open is sent again at the next failing check; a resolve is sent once. Set a stale time for this source: a lost resolve never comes.",
    timeLimit: null,
    testEvent: `An endpoint whose name begins with "${testName}".`,
  },
  // It says no time: the same bytes are the next outage as well.
  identify: () => ({ basis: "fresh" }),
  normalise: normaliseGatus,
  sample: sampleGatus,
};
