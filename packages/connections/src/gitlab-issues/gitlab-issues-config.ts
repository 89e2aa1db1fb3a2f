import { z } from "zod";
import type { FormField } from "../form-field.ts";
import { baseUrlText, commonFields, timeoutField } from "../shared/common-config.ts";
import { secretPlace } from "../shared/connection-auth.ts";
import { ticketFields, ticketFormFields } from "../shared/ticket-fields.ts";

const projectWords = "a project is written as group/name, or as its number";

export const gitlabIssuesConfig = z.strictObject({
  /** https://gitlab.com where left out; without /api/v4. */
  baseUrl: baseUrlText.exactOptional(),
  token: secretPlace,
  /** Path with its groups, or the number. */
  project: z.union(
    [
      z.int().min(1),
      z
        .string()
        .max(500)
        .regex(/^(?:\d+|[A-Za-z0-9_][\w.-]*(?:\/[A-Za-z0-9_][\w.-]*)+)$/, projectWords),
    ],
    { error: projectWords },
  ),
  labels: z
    .array(
      z
        .string()
        .min(1)
        .max(255)
        .regex(/^[^,]+$/, "a label holds no comma"),
    )
    .max(20)
    .exactOptional(),
  ...ticketFields,
  ...commonFields,
});
export type GitlabIssuesConfig = z.infer<typeof gitlabIssuesConfig>;

export const gitlabIssuesForm: readonly FormField[] = [
  {
    path: "baseUrl",
    label: "Address of GitLab",
    help: "Only for an installation of your own, without /api/v4.",
    type: "url",
    required: false,
    placeholder: "https://gitlab.com",
  },
  {
    path: "project",
    label: "Project",
    help: "Its path with all groups, or its number.",
    type: "line",
    required: true,
    placeholder: "acme/operations",
  },
  {
    path: "token",
    label: "Token",
    help: "A project access token with the role Reporter and the scope api.",
    type: "secret",
    required: true,
  },
  {
    path: "labels",
    label: "Labels",
    help: "Labels that each issue gets, beside the one that is our reference.",
    type: "list",
    required: false,
  },
  ...ticketFormFields,
  timeoutField,
];
