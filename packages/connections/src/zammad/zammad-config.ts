import { z } from "zod";
import type { FormField } from "../form-field.ts";
import { baseUrlText, commonFields, timeoutField } from "../shared/common-config.ts";
import { secretPlace } from "../shared/connection-auth.ts";
import { ticketFields, ticketFormFields } from "../shared/ticket-fields.ts";

const name = z.string().regex(/^[^\p{Cc}]{1,160}$/u, "a name of Zammad is one line");

export const zammadConfig = z.strictObject({
  /** Without /api/v1. */
  baseUrl: baseUrlText,
  token: secretPlace,
  group: name,
  /** Whose tickets they are: Zammad asks for a customer, and makes one that it does not know. */
  customer: z.string().regex(/^[^\s@:]+@[^\s@:]+$/, "a customer is given by an e-mail address"),
  /** true: the customer sees what we write. */
  visible: z.boolean().exactOptional(),
  closedState: name.exactOptional(),
  reopenState: name.exactOptional(),
  /** States that count as closed, whoever set them. */
  closedStates: z.array(name).min(1).exactOptional(),
  ...ticketFields,
  ...commonFields,
});
export type ZammadConfig = z.infer<typeof zammadConfig>;

export const zammadForm: readonly FormField[] = [
  {
    path: "baseUrl",
    label: "Address of Zammad",
    help: "As in the browser, without /api/v1.",
    type: "url",
    required: true,
    placeholder: "https://zammad.example.test",
  },
  {
    path: "token",
    label: "Access token",
    help: "Made under Profile → Token access, with the permission ticket.agent.",
    type: "secret",
    required: true,
  },
  {
    path: "group",
    label: "Group",
    help: "Its name, exactly.",
    type: "line",
    required: true,
    placeholder: "Operations",
  },
  {
    path: "customer",
    label: "Customer",
    help: "E-mail address whose tickets they are. Zammad makes a customer of one that it does not know.",
    type: "line",
    required: true,
    placeholder: "monitoring@example.test",
  },
  {
    path: "visible",
    label: "Show what we write to the customer",
    help: "Else notes are internal, and only agents see them.",
    type: "flag",
    required: false,
  },
  {
    path: "closedState",
    label: "State when closed",
    help: "closed where left empty. Testing the connection lists the states that close.",
    type: "line",
    required: false,
    placeholder: "closed",
  },
  {
    path: "reopenState",
    label: "State when opened again",
    help: "open where left empty.",
    type: "line",
    required: false,
    placeholder: "open",
  },
  {
    path: "closedStates",
    label: "States that count as closed",
    help: "Whoever set them; closed, merged and removed where left empty.",
    type: "list",
    required: false,
  },
  ...ticketFormFields,
  timeoutField,
];
