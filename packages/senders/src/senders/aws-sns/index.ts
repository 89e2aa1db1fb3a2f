import { identifyById } from "../../payload/identify-by-id.ts";
import { testName } from "../../payload/test-name.ts";
import type { Sender } from "../../sender.ts";
import { askOfAwsSns } from "./asks.ts";
import { normaliseAwsSns } from "./normalise.ts";
import { sampleAwsSns } from "./sample.ts";

export const awsSns: Sender = {
  key: "aws-sns",
  name: "Amazon SNS (CloudWatch alarms)",
  scheme: { type: "sns", topics: null },
  normaliserVersion: 1,
  natives: ["chime", "email", "msteams", "slack", "sms"],
  nativesLink: "https://docs.aws.amazon.com/sns/latest/dg/sns-event-destinations.html",
  proof: "documentation",
  doubts:
    "The envelope and its signature are documented; the keys of a CloudWatch alarm inside it are partly taken from a receiver's code.",
  setup: {
    steps: [
      "In Amazon SNS choose the topic that your alarms notify, and create a subscription: protocol HTTPS, the URL of this source as its endpoint.",
      "Leave raw message delivery off: it leaves the signature out. Signature version 2 of the topic is the better one.",
      "Amazon sends a confirmation. It appears on the page of this source: look at the topic there, and confirm it.",
      "In CloudWatch let each alarm notify the topic for In alarm and for OK.",
      "Any AWS account can let SNS sign. Name your topics on the page of this source, under How it proves itself (in the config file: auth: {topics: [arn:aws:sns:…]}), so that no other gets in.",
      `For regular test events publish a message whose subject begins with "${testName}" to the topic.`,
    ],
    link: "https://docs.aws.amazon.com/sns/latest/dg/sns-http-https-endpoint-as-subscriber.html",
  },
  can: {
    sign: true,
    sendIds: true,
    retry:
      "After a time-out and 5xx 3 times, every 20 s, unless the topic says otherwise; a 4xx, 429 too, counts as delivered and the message is lost. A repeat carries the same id; the order is not kept.",
    timeLimit: "15 s",
    testEvent: `A message whose subject, or an alarm whose name, begins with "${testName}".`,
  },
  // The id in the body is signed, the one in the header is not.
  identify: (request) => identifyById(request, "MessageId"),
  normalise: normaliseAwsSns,
  asks: askOfAwsSns,
  sample: sampleAwsSns,
};
