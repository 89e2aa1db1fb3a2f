import type { FormField } from "../form-field.ts";
import type { KindGuide } from "../kind-guide.ts";
import { timeoutField } from "../shared/common-config.ts";

export const gotifyGuide: KindGuide = {
  about: "Rings phones by a Gotify server of your own: for pages and for messages.",
  credentials: [
    "In Gotify open Apps, create an application, such as Signalbox, and copy its token (it begins with A).",
    "On the phone sign in to the same server with the Gotify app: it shows what all applications of that user send.",
  ],
  rights: "An application's token: it can send, and read nothing.",
  traps: [
    "An application belongs to one user: whoever is to be rung signs in as that user, or has a connection of their own.",
    "Priorities from 8 on ring loudly, 4 to 7 softly, below that without a sound: critical is sent as 10, high as 8, medium as 5, low as 3, info as 1.",
    "With followUp a second one of low priority says that a page is over; the first stays in the list until somebody deletes it.",
    "The answer 200 means that the server has it; whether a phone rang nobody can tell. Let it escalate.",
    "The acknowledge link in a page can be used by whoever reads it.",
  ],
  example: { baseUrl: "https://gotify.example.test", token: { env: "GOTIFY_TOKEN" } },
};

export const gotifyForm: readonly FormField[] = [
  {
    path: "baseUrl",
    label: "Server",
    help: "The address at which Gotify's own pages open.",
    type: "url",
    required: true,
    placeholder: "https://gotify.example.test",
  },
  {
    path: "token",
    label: "Application token",
    help: "Of an application, not of a client: it begins with A.",
    type: "secret",
    required: true,
  },
  {
    path: "followUp",
    label: "Say when it is over",
    help: "Sends a second one, of low priority, when a page has been resolved.",
    type: "flag",
    required: false,
  },
  timeoutField,
];
