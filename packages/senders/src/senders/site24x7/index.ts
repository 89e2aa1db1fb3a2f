import { testName } from "../../payload/test-name.ts";
import type { Sender } from "../../sender.ts";
import { identifySite24x7 } from "./identify.ts";
import { normaliseSite24x7 } from "./normalise.ts";
import { sampleSite24x7 } from "./sample.ts";

export const site24x7: Sender = {
  key: "site24x7",
  name: "Site24x7",
  scheme: { type: "url-token" },
  normaliserVersion: 1,
  natives: ["jira", "msteams", "opsgenie", "pagerduty", "servicenow", "slack", "telegram"],
  nativesLink: "https://www.site24x7.com/help/admin/third-party-integration/",
  proof: "another receiver",
  doubts: "The fields that are read are seen in a receiver's code; others are inferred.",
  setup: {
    steps: [
      "Under Admin, Third-Party Integrations add a webhook with the URL of this source and the method POST. The URL is the secret: it proves who sends.",
      "Choose to send the incident parameters, and to post them as JSON; a form is read as well.",
      "Let it send for down, trouble, critical and up, and choose the monitors.",
    ],
    link: "https://www.site24x7.com/help/admin/third-party-integration/webhooks.html",
  },
  can: {
    sign: false,
    sendIds: false,
    retry: "Not documented.",
    timeLimit: null,
    testEvent: `A monitor whose name begins with "${testName}".`,
  },
  identify: identifySite24x7,
  normalise: normaliseSite24x7,
  sample: sampleSite24x7,
};
