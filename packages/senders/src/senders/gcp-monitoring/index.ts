import type { Sender } from "../../sender.ts";
import { identifyGcpMonitoring } from "./identify.ts";
import { normaliseGcpMonitoring } from "./normalise.ts";
import { sampleGcpMonitoring } from "./sample.ts";

export const gcpMonitoring: Sender = {
  key: "gcp-monitoring",
  name: "Google Cloud Monitoring",
  scheme: { type: "basic" },
  normaliserVersion: 1,
  natives: ["email", "googlechat", "pagerduty", "pubsub", "slack", "sms"],
  nativesLink: "https://cloud.google.com/monitoring/support/notification-options",
  proof: "another receiver",
  doubts: "Read from samples of another receiver; the form of the test is from general knowledge.",
  setup: {
    steps: [
      "In the Google Cloud console open Monitoring, Alerting, Edit notification channels and add a webhook.",
      "Paste the URL of this source as its endpoint URL.",
      "Switch on HTTP basic authentication with a user and a password, and store them here as the secret user:password.",
      "Choose Test connection: a test event appears under Deliveries. Then add the channel to the alerting policies, with notifications on incident closure.",
    ],
    link: "https://cloud.google.com/monitoring/support/notification-options#webhooks",
  },
  can: {
    sign: false,
    sendIds: false,
    retry: "Not documented. A policy with repeated notifications sends the open incident again.",
    timeLimit: null,
    testEvent: 'Test connection of the channel, whose version is "test".',
  },
  identify: identifyGcpMonitoring,
  normalise: normaliseGcpMonitoring,
  sample: sampleGcpMonitoring,
};
