import { z } from "zod";
import type { FormField } from "../form-field.ts";
import { baseUrlText, commonFields, timeoutField } from "../shared/common-config.ts";
import { basicAuth, secretPlace } from "../shared/connection-auth.ts";
import { ticketFields, ticketFormFields } from "../shared/ticket-fields.ts";

const status = z
  .string()
  .regex(/^[\p{L}\d _-]{1,64}$/u, "a status is one word of the queue's lifecycle, such as resolved");

export const requestTrackerConfig = z
  .strictObject({
    /** Without /REST/2.0. */
    baseUrl: baseUrlText,
    token: secretPlace.exactOptional(),
    auth: z.strictObject({ basic: basicAuth }).exactOptional(),
    queue: z
      .string()
      .min(1)
      .max(200)
      .regex(/^[^/\p{Cc}]+$/u, "a queue is named without / and control characters"),
    closedStatus: status.exactOptional(),
    reopenStatus: status.exactOptional(),
    /** Statuses that count as closed, whoever set them. */
    closedStatuses: z.array(status).min(1).exactOptional(),
    ...ticketFields,
    ...commonFields,
  })
  .refine((config) => (config.token === undefined) !== (config.auth === undefined), {
    error: "give either token (an authentication token) or auth: {basic: …}",
  });
export type RequestTrackerConfig = z.infer<typeof requestTrackerConfig>;

export const requestTrackerForm: readonly FormField[] = [
  {
    path: "baseUrl",
    label: "Address of Request Tracker",
    help: "As in the browser, without /REST/2.0.",
    type: "url",
    required: true,
    placeholder: "https://rt.example.test",
  },
  {
    path: "token",
    label: "Authentication token",
    help: "Begins with a number and a -. Give either this or a user name and password.",
    type: "secret",
    required: false,
  },
  {
    path: "auth",
    label: "Sign-in by password",
    help: "Where the installation has no authentication tokens.",
    type: "auth",
    required: false,
    options: [{ value: "basic", label: "User name and password" }],
  },
  { path: "queue", label: "Queue", help: "Its name, exactly.", type: "line", required: true, placeholder: "Ops" },
  {
    path: "closedStatus",
    label: "Status when closed",
    help: "A status of the queue's lifecycle; resolved where left empty.",
    type: "line",
    required: false,
    placeholder: "resolved",
  },
  {
    path: "reopenStatus",
    label: "Status when opened again",
    help: "open where left empty.",
    type: "line",
    required: false,
    placeholder: "open",
  },
  {
    path: "closedStatuses",
    label: "Statuses that count as closed",
    help: "Whoever set them; resolved, rejected and deleted where left empty.",
    type: "list",
    required: false,
  },
  ...ticketFormFields,
  timeoutField,
];
