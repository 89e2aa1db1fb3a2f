import { testName } from "../../payload/test-name.ts";
import type { Sender } from "../../sender.ts";
import { normaliseStatuscake } from "./normalise.ts";
import { sampleStatuscake } from "./sample.ts";

export const statuscake: Sender = {
  key: "statuscake",
  name: "StatusCake",
  scheme: { type: "body-token", field: "Token" },
  normaliserVersion: 1,
  sendsByGet: true,
  natives: ["discord", "email", "msteams", "opsgenie", "pagerduty", "phone", "slack", "sms", "telegram"],
  nativesLink: "https://www.statuscake.com/kb/",
  proof: "documentation",
  doubts: null,
  setup: {
    steps: [
      "In StatusCake open Alerting, Contact groups and paste the URL of this source as the webhook URL, method POST.",
      "Give the contact group to the tests that shall come here.",
      "Store as the secret of this source the token that StatusCake puts into each delivery: the MD5 hash of your user name followed by your API key, written in hexadecimal. It is the same for the whole account and signs nothing, so keep the URL to yourself as well.",
      `For regular test events keep a test whose name begins with "${testName}".`,
    ],
    link: "https://www.statuscake.com/kb/knowledge-base/how-to-use-the-web-hook-url/",
  },
  can: {
    sign: false,
    sendIds: false,
    retry: "Not documented. It tells no time and no id, so what arrives twice is taken twice and changes nothing.",
    timeLimit: null,
    testEvent: `A test whose name begins with "${testName}".`,
  },
  identify: () => ({ basis: "fresh" }),
  normalise: normaliseStatuscake,
  sample: sampleStatuscake,
};
