import { z } from "zod";
import type { FormField } from "../form-field.ts";
import { baseUrlText, commonFields, timeoutField } from "../shared/common-config.ts";
import { secretPlace } from "../shared/connection-auth.ts";
import { ticketFields, ticketFormFields } from "../shared/ticket-fields.ts";

const id = z.int().min(1).max(2_147_483_647);

export const redmineConfig = z.strictObject({
  baseUrl: baseUrlText,
  apiKey: secretPlace,
  /** Identifier, as in the address of the project. */
  project: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,99}$/, "a project's identifier has small letters, digits, - and _"),
  tracker: id.exactOptional(),
  /** 5 where left out: Redmine's own "Closed". Its "Resolved" (3) is not a closed status. */
  closedStatus: id.exactOptional(),
  /** 1 where left out: "New". */
  reopenStatus: id.exactOptional(),
  ...ticketFields,
  ...commonFields,
});
export type RedmineConfig = z.infer<typeof redmineConfig>;

export const redmineForm: readonly FormField[] = [
  {
    path: "baseUrl",
    label: "Address of Redmine",
    help: "As in the browser, with its path if it has one.",
    type: "url",
    required: true,
    placeholder: "https://redmine.example.test",
  },
  {
    path: "apiKey",
    label: "API key",
    help: "On the right of My account, under API access key.",
    type: "secret",
    required: true,
  },
  {
    path: "project",
    label: "Project",
    help: "Its identifier: the last part of the project's address.",
    type: "line",
    required: true,
    placeholder: "ops",
  },
  {
    path: "tracker",
    label: "Tracker",
    help: "The number of the tracker; the project's first where left empty.",
    type: "number",
    required: false,
  },
  {
    path: "closedStatus",
    label: "Status when closed",
    help: "The number of a status that Redmine counts as closed; 5 where left empty. Testing the connection lists them.",
    type: "number",
    required: false,
    placeholder: "5",
  },
  {
    path: "reopenStatus",
    label: "Status when opened again",
    help: "The number of a status that is not a closed one; 1 where left empty.",
    type: "number",
    required: false,
    placeholder: "1",
  },
  ...ticketFormFields,
  timeoutField,
];
