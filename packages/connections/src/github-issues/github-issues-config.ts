import { z } from "zod";
import type { FormField } from "../form-field.ts";
import { baseUrlText, commonFields, timeoutField } from "../shared/common-config.ts";
import { secretPlace } from "../shared/connection-auth.ts";
import { ticketFields, ticketFormFields } from "../shared/ticket-fields.ts";

export const githubIssuesConfig = z.strictObject({
  /** https://api.github.com where left out; of GitHub Enterprise Server: https://HOST/api/v3. */
  baseUrl: baseUrlText.exactOptional(),
  token: secretPlace,
  repository: z
    .string()
    .regex(
      /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})\/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/,
      "a repository is written as owner/name",
    ),
  labels: z.array(z.string().min(1).max(50)).max(20).exactOptional(),
  ...ticketFields,
  ...commonFields,
});
export type GithubIssuesConfig = z.infer<typeof githubIssuesConfig>;

export const githubIssuesForm: readonly FormField[] = [
  {
    path: "repository",
    label: "Repository",
    help: "As owner/name.",
    type: "line",
    required: true,
    placeholder: "acme/operations",
  },
  {
    path: "token",
    label: "Token",
    help: "A fine-grained token for this repository, with Issues: Read and write.",
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
  {
    path: "baseUrl",
    label: "API address",
    help: "Only for GitHub Enterprise Server: https://HOST/api/v3.",
    type: "url",
    required: false,
    placeholder: "https://api.github.com",
  },
  timeoutField,
];
