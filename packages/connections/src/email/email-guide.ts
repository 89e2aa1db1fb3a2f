import type { FormField } from "../form-field.ts";
import type { KindGuide } from "../kind-guide.ts";
import { timeoutField } from "../shared/common-config.ts";

export const emailGuide: KindGuide = {
  about: "Writes messages and pages as plain text by your own mail server.",
  credentials: [
    "Make a mailbox or an application password for Signalbox at your mail provider.",
    "Enter user name and password; a server that takes mail from this machine without them needs none.",
  ],
  rights: "Sending from the one address in from.",
  traps: [
    "A mail server's yes means that it has the e-mail, not that anybody read it. Let a page escalate.",
    "A page goes to whoever is on call, if the look-up gives an e-mail address; else to the addresses in to.",
    "Greylisting answers the first try with 450: the second, some seconds or minutes later, is taken.",
    "tls: none sends everything in clear, the acknowledge link too: only for a server on the same machine.",
    "A mail server on a private address must be allowed first: SIGNALBOX_ALLOW_NETWORKS=10.0.0.25/32:587.",
    "Where one of several recipients is refused, the others get it, and a failure names the one.",
  ],
  example: {
    host: "mail.example.test",
    username: "signalbox",
    password: { env: "MAIL_PASSWORD" },
    from: "signalbox@example.test",
    to: ["ops@example.test"],
  },
};

export const emailForm: readonly FormField[] = [
  { path: "host", label: "Mail server", help: null, type: "line", required: true, placeholder: "mail.example.org" },
  {
    path: "tls",
    label: "Encryption",
    help: "STARTTLS where nothing is chosen. What is chosen must come about, or nothing is sent.",
    type: "choice",
    required: false,
    options: [
      { value: "starttls", label: "STARTTLS (usual, port 587)" },
      { value: "implicit", label: "TLS from the first byte (port 465)" },
      { value: "none", label: "None: everything in clear (port 25)" },
    ],
  },
  {
    path: "port",
    label: "Port",
    help: "587 with STARTTLS, 465 with TLS from the first byte, 25 with none, where left empty.",
    type: "number",
    required: false,
  },
  { path: "username", label: "User name", help: null, type: "line", required: false },
  { path: "password", label: "Password", help: null, type: "secret", required: false },
  {
    path: "from",
    label: "From",
    help: "The sender's address: one that your server lets this user send from.",
    type: "line",
    required: true,
    placeholder: "signalbox@example.org",
  },
  {
    path: "to",
    label: "To",
    help: "Whom to write to where neither the rule nor the on-call names anybody; at most 20 addresses.",
    type: "list",
    required: false,
  },
  {
    path: "followUp",
    label: "Say when it is over",
    help: "Sends a second e-mail when a page has been resolved.",
    type: "flag",
    required: false,
  },
  timeoutField,
];
