import { z } from "zod";
import type { FormField } from "../form-field.ts";
import { baseUrlText, commonFields, timeoutField } from "../shared/common-config.ts";
import { secretPlace } from "../shared/connection-auth.ts";
import { remoteRemediationFields, remoteRemediationForm } from "../shared/remediation-fields.ts";
import { runbookEntries } from "../shared/runbook-entries.ts";

const apiVersionDefault = 41;

export const rundeckConfig = z.strictObject({
  baseUrl: baseUrlText,
  token: secretPlace,
  /** Of its API: 18 is the first that takes options by name. */
  apiVersion: z.int("apiVersion is a whole number, 18 to 99").min(18).max(99).exactOptional(),
  ...remoteRemediationFields,
  runbooks: runbookEntries({
    job: z.string().regex(/^[A-Za-z0-9-]{1,64}$/, "job is the UUID of a job, from its page in Rundeck"),
  }),
  ...commonFields,
});
export type RundeckConfig = z.infer<typeof rundeckConfig>;

/** @param path below the API. */
export function rundeckUrl({ baseUrl, apiVersion = apiVersionDefault }: RundeckConfig, path: string): string {
  return `${baseUrl.replace(/\/+$/, "")}/api/${apiVersion}${path}`;
}

export const rundeckForm: readonly FormField[] = [
  {
    path: "baseUrl",
    label: "Address",
    help: "Of the server, without /api.",
    type: "url",
    required: true,
    placeholder: "https://rundeck.example.test",
  },
  { path: "token", label: "API token", help: "From the user's profile in Rundeck.", type: "secret", required: true },
  {
    path: "runbooks",
    label: "Known fixes",
    help: "A list: key, job (its UUID), destructive, and parameters by the names of the job's options.",
    type: "json",
    required: true,
    placeholder: '[{"key": "restart-checkout", "job": "7400ff98-31c4-4834-ba3d-aee9646e867f", "destructive": true}]',
  },
  ...remoteRemediationForm,
  {
    path: "apiVersion",
    label: "API version",
    help: "Which version of the API to speak, where the server is older.",
    type: "number",
    required: false,
    placeholder: String(apiVersionDefault),
  },
  timeoutField,
];
