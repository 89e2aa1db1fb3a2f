import { z } from "zod";
import type { FormField } from "../form-field.ts";
import { baseUrlText, commonFields, timeoutField } from "../shared/common-config.ts";
import { secretPlace } from "../shared/connection-auth.ts";
import { ticketFields, ticketFormFields } from "../shared/ticket-fields.ts";

const { priorities, fields } = ticketFields;

export const osticketConfig = z.strictObject({
  /** Without /api. */
  baseUrl: baseUrlText,
  apiKey: secretPlace,
  /** Whose tickets they are. */
  email: z.string().regex(/^[^\s@]+@[^\s@]+$/, "whoever opens the tickets is given by an e-mail address"),
  name: z.string().min(1).max(64).exactOptional(),
  /** Number of a help topic. */
  topic: z.int().min(1).exactOptional(),
  priorities,
  fields,
  ...commonFields,
});
export type OsticketConfig = z.infer<typeof osticketConfig>;

export const osticketForm: readonly FormField[] = [
  {
    path: "baseUrl",
    label: "Address of osTicket",
    help: "As in the browser, without /api.",
    type: "url",
    required: true,
    placeholder: "https://support.example.test",
  },
  {
    path: "apiKey",
    label: "API key",
    help: "Made under Admin Panel → Manage → API for the address from which Signalbox calls, with Can Create Tickets.",
    type: "secret",
    required: true,
  },
  {
    path: "email",
    label: "Opened by",
    help: "E-mail address whose tickets they are. osTicket makes a user of one that it does not know.",
    type: "line",
    required: true,
    placeholder: "monitoring@example.test",
  },
  {
    path: "name",
    label: "Name of who opens them",
    help: "Signalbox where left empty.",
    type: "line",
    required: false,
    placeholder: "Signalbox",
  },
  {
    path: "topic",
    label: "Help topic",
    help: "Its number, as in its address in the Admin Panel; osTicket's default where left empty.",
    type: "number",
    required: false,
  },
  // Who works on a ticket can't be told by the API.
  ...ticketFormFields.filter(({ path }) => path !== "assignees"),
  timeoutField,
];
