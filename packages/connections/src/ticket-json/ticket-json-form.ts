import type { FormField } from "../form-field.ts";
import { timeoutField } from "../shared/common-config.ts";
import { authField } from "../shared/connection-auth.ts";

/** The templates are edited as JSON: each is a method, a path, headers and a body of one's own. */
export const ticketJsonForm: readonly FormField[] = [
  {
    path: "baseUrl",
    label: "Base URL",
    help: "What the paths of all calls begin with.",
    type: "url",
    required: true,
    placeholder: "https://desk.example.test/api",
  },
  authField,
  {
    path: "signature",
    label: "Signature",
    help: "Only where calls must be signed: header, algorithm, encoding, prefix and timestampHeader of an HMAC of the body.",
    type: "json",
    required: false,
    placeholder: '{"header": "X-Signature", "prefix": "sha256="}',
  },
  { path: "secret", label: "Signing secret", help: "Needed with a signature.", type: "secret", required: false },
  {
    path: "ticket.create",
    label: "Open a ticket",
    help: "method, path, headers, body, and where the new ticket's id stands: $.id, header:Name, Location or text.",
    type: "json",
    required: true,
  },
  {
    path: "ticket.find",
    label: "Find a ticket by our reference",
    help: "path, id and reference. With it nothing is opened twice (grade B). absent lists the codes that mean no hit.",
    type: "json",
    required: false,
  },
  {
    path: "ticket.close",
    label: "Close a ticket",
    help: "method, path and body. Without it tickets stay open until somebody closes them there.",
    type: "json",
    required: false,
  },
  {
    path: "ticket.read",
    label: "See whether it is closed",
    help: 'path, and a condition such as answer.status == "closed". Without it the status code of closing is believed.',
    type: "json",
    required: false,
  },
  { path: "ticket.comment", label: "Comment on a ticket", help: null, type: "json", required: false },
  {
    path: "ticket.reopen",
    label: "Re-open a ticket",
    help: "Without it a new ticket is opened that links the old one.",
    type: "json",
    required: false,
  },
  {
    path: "ticket.idempotent",
    label: "It honours the header Idempotency-Key",
    help: "Only where the same key twice makes one ticket for certain (grade A).",
    type: "flag",
    required: false,
  },
  timeoutField,
];
