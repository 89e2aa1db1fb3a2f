import type { Sender } from "../../sender.ts";
import { identifyGeneric } from "./identify.ts";
import { normaliseGeneric } from "./normalise.ts";
import { sampleGeneric } from "./sample.ts";

export const generic: Sender = {
  key: "generic",
  name: "Any other tool",
  scheme: { type: "bearer" },
  normaliserVersion: 1,
  sendsByGet: true,
  natives: [],
  nativesLink: null,
  proof: "own format",
  doubts: null,
  setup: {
    steps: [
      "Let the tool or script POST to the URL of this source: JSON (one object, or a list of them) or a form.",
      "Send the secret of this source as Authorization: Bearer …; a tool that can sign is better: choose a signature (HMAC) under How it proves itself on the page of this source.",
      'Give incident_id (the same from open to resolved) and status: "open", "acknowledged", "updated" or "resolved".',
      "Useful beside them: id (unique for each delivery), title, monitor, severity, started_at, resolved_at, url, labels.",
      'For regular test events send status: "test".',
    ],
    link: null,
  },
  can: {
    sign: false,
    sendIds: true,
    retry: "As the tool does; a repeat is known by id, or by the header Idempotency-Key.",
    timeLimit: null,
    testEvent: 'A delivery with status: "test".',
  },
  identify: identifyGeneric,
  normalise: normaliseGeneric,
  sample: sampleGeneric,
};
