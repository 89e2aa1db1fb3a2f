import type { FormField } from "../form-field.ts";
import type { KindGuide } from "../kind-guide.ts";
import { timeoutField } from "../shared/common-config.ts";
import { eventsAddress, restAddress } from "./pagerduty-config.ts";

export const pagerdutyGuide: KindGuide = {
  about:
    "Pages by an Events API v2 integration of a PagerDuty service, and resolves the page when it is over. With an API token it also sees who acknowledged, and answers who is on call.",
  credentials: [
    "In the service open Integrations, add Events API V2, and copy its integration key: that is the routing key.",
    "To see acknowledgements and to ask who is on call: Integrations, API Access Keys, a read-only key.",
  ],
  rights: "The integration key can only send events. A read-only API key is enough.",
  traps: [
    "While the service is in a maintenance window, events are answered 202 and dropped: no page goes out, and a resolve is ignored. With an API token Signalbox notices both; without it nobody does.",
    "With an API token a page that stays open after its resolve is told again, every 15 minutes for a day; after 5 minutes a failure says so.",
    "The answer 202 means that the event was taken, not that somebody was called. Let it escalate.",
    "A team's on-call is asked by a path such as /oncalls?schedule_ids[]=P123ABC&earliest=true&include[]=users: without include[] there is no e-mail address in the answer.",
  ],
  example: { routingKey: { env: "PAGERDUTY_ROUTING_KEY" }, apiToken: { env: "PAGERDUTY_API_TOKEN" } },
};

export const pagerdutyForm: readonly FormField[] = [
  {
    path: "routingKey",
    label: "Routing key",
    help: "The integration key of the service, 32 characters. Needed to page.",
    type: "secret",
    required: false,
  },
  {
    path: "apiToken",
    label: "API token",
    help: "A read-only key of the REST API: to see acknowledgements and to ask who is on call.",
    type: "secret",
    required: false,
  },
  {
    path: "eventsUrl",
    label: "Events address",
    help: `${eventsAddress} where left empty; https://events.eu.pagerduty.com in the EU.`,
    type: "url",
    required: false,
    placeholder: eventsAddress,
  },
  {
    path: "apiUrl",
    label: "REST address",
    help: `${restAddress} where left empty; https://api.eu.pagerduty.com in the EU.`,
    type: "url",
    required: false,
    placeholder: restAddress,
  },
  timeoutField,
];
