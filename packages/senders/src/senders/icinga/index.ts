import type { Sender } from "../../sender.ts";
import { identifyIcinga } from "./identify.ts";
import { normaliseIcinga } from "./normalise.ts";
import { sampleIcinga } from "./sample.ts";

export const icinga: Sender = {
  key: "icinga",
  name: "Icinga",
  scheme: { type: "header-token", header: "x-api-key" },
  normaliserVersion: 1,
  natives: ["email"],
  nativesLink: "https://icinga.com/docs/icinga-2/latest/doc/03-monitoring-basics/#notifications",
  proof: "unproven",
  doubts: "Icinga has no webhook of its own: the body is the one given here, its fields follow a receiver's code.",
  setup: {
    steps: [
      "Icinga has no webhook of its own: write a NotificationCommand whose script posts JSON to the URL of this source, with the header X-API-KEY: the secret of this source.",
      'The JSON: {"notification":{"type":"$notification.type$","author":"$notification.author$","comment":"$notification.comment$"},"host":{"name":"$host.name$"},"service":{"name":"$service.name$","display_name":"$service.display_name$"},"check_result":{"state":"$service.state$","output":"$service.output$","execution_end":$icinga.timet$}}.',
      "Let the script build the JSON with a tool that escapes (jq), since the output of checks holds quotes, and let it repeat: Icinga itself sends once.",
      "For hosts use a second command without the service, with $host.state$ and $host.output$. Apply both, with the types Problem, Recovery and Acknowledgement.",
    ],
    link: "https://icinga.com/docs/icinga-2/latest/doc/03-monitoring-basics/#notification-commands",
  },
  can: {
    sign: false,
    sendIds: false,
    retry: "None of its own: what the script does.",
    timeLimit: null,
    testEvent: "A custom notification, sent by hand for a service or a host.",
  },
  identify: identifyIcinga,
  normalise: normaliseIcinga,
  sample: sampleIcinga,
};
