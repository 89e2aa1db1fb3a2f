import type { Sender } from "../../sender.ts";
import { identifySplunk } from "./identify.ts";
import { normaliseSplunk } from "./normalise.ts";
import { sampleSplunk } from "./sample.ts";

export const splunk: Sender = {
  key: "splunk",
  name: "Splunk",
  scheme: { type: "url-token" },
  normaliserVersion: 1,
  natives: ["email"],
  nativesLink: "https://docs.splunk.com/Documentation/Splunk/latest/Alert/Emailnotification",
  proof: "published sample",
  doubts: "Splunk tells no end: the words for it are those of the searches given here.",
  setup: {
    steps: [
      "In Splunk save the search as an alert and add the trigger action Webhook with the URL of this source.",
      "Keep host in the results where one search watches many: an incident is found by the search's name and the host.",
      'Splunk tells no end. Save a second search that finds the recovery and ends in | eval signalbox_event="resolved", signalbox_search="name of the first search".',
      "Without a second search set staleAfter on this source, so that somebody is asked about what was never closed.",
      'For regular test events keep a scheduled search that ends in | eval signalbox_event="test".',
    ],
    link: "https://docs.splunk.com/Documentation/Splunk/latest/Alert/Webhooks",
  },
  can: {
    sign: false,
    sendIds: true,
    retry: "Not documented.",
    timeLimit: null,
    testEvent: 'A search whose result has signalbox_event="test".',
  },
  identify: identifySplunk,
  normalise: normaliseSplunk,
  sample: sampleSplunk,
};
