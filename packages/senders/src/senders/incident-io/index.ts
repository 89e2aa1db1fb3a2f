import type { Sender } from "../../sender.ts";
import { standardWebhooksScheme } from "../../verify/presets.ts";
import { identifyStandardWebhooks } from "../standard-webhooks/identify.ts";
import { normaliseIncidentIo } from "./normalise.ts";
import { sampleIncidentIo } from "./sample.ts";

export const incidentIo: Sender = {
  key: "incident-io",
  name: "incident.io",
  scheme: standardWebhooksScheme,
  normaliserVersion: 1,
  natives: ["email", "msteams", "phone", "slack", "sms"],
  nativesLink: "https://docs.incident.io/",
  proof: "documentation",
  doubts: "Headers, envelope and names of events are documented; what an incident holds is inferred from the API.",
  setup: {
    steps: [
      "In incident.io open Settings, Webhooks and add an endpoint with the URL of this source.",
      "Subscribe it to public_incident.incident_created_v2, incident_updated_v2 and incident_status_updated_v2. Private incidents tell their id alone, and never their end.",
      "Copy the signing secret (whsec_ and base64) and paste it here as a secret of this source.",
      "For regular test events open a test incident in incident.io.",
    ],
    link: "https://docs.incident.io/integrations/webhooks",
  },
  can: {
    sign: true,
    sendIds: true,
    retry: "After any answer but 2xx with growing pauses for 24 h; switched off after 5 days of failure.",
    timeLimit: null,
    testEvent: "An incident whose mode is test or tutorial.",
  },
  identify: identifyStandardWebhooks,
  normalise: normaliseIncidentIo,
  sample: sampleIncidentIo,
};
