import type { Sender } from "../../sender.ts";
import { identifyNagios } from "./identify.ts";
import { normaliseNagios } from "./normalise.ts";
import { sampleNagios } from "./sample.ts";

export const nagios: Sender = {
  key: "nagios",
  name: "Nagios",
  scheme: { type: "url-token" },
  normaliserVersion: 1,
  natives: ["email"],
  nativesLink: "https://assets.nagios.com/downloads/nagioscore/docs/nagioscore/4/en/notifications.html",
  proof: "unproven",
  doubts: "Nagios has no webhook of its own: names of macros are from general knowledge.",
  setup: {
    steps: [
      "Nagios has no webhook of its own: define a command that calls curl. The URL of this source is the secret: it proves who sends.",
      'Give curl --data-urlencode "NOTIFICATIONTYPE=$NOTIFICATIONTYPE$", and likewise HOSTNAME, HOSTADDRESS, SERVICEDESC, SERVICESTATE, SERVICEOUTPUT and TIMET; for host notifications HOSTSTATE and HOSTOUTPUT in place of the service.',
      "Let curl repeat: --retry 5 --max-time 10. Nagios itself sends once.",
      "Use it as service_notification_commands and host_notification_commands of a contact that gets w,u,c,r and d,u,r.",
    ],
    link: "https://assets.nagios.com/downloads/nagioscore/docs/nagioscore/4/en/notifications.html",
  },
  can: {
    sign: false,
    sendIds: false,
    retry: "None of its own: what the command does.",
    timeLimit: null,
    testEvent: "A custom notification, sent by hand for a service or a host.",
  },
  identify: identifyNagios,
  normalise: normaliseNagios,
  sample: sampleNagios,
};
