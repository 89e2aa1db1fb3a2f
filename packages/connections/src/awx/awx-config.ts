import { z } from "zod";
import type { FormField } from "../form-field.ts";
import { baseUrlText, commonFields, timeoutField } from "../shared/common-config.ts";
import { secretPlace } from "../shared/connection-auth.ts";
import { remoteRemediationFields, remoteRemediationForm } from "../shared/remediation-fields.ts";
import { runbookEntries } from "../shared/runbook-entries.ts";

export const awxConfig = z.strictObject({
  /** Of the API, with its version. */
  baseUrl: baseUrlText,
  token: secretPlace,
  ...remoteRemediationFields,
  runbooks: runbookEntries({
    template: z.int("template is the number of a job template").min(1).max(2_147_483_647),
  }),
  ...commonFields,
});
export type AwxConfig = z.infer<typeof awxConfig>;

export const awxForm: readonly FormField[] = [
  {
    path: "baseUrl",
    label: "Address of the API",
    help: "With its version: …/api/v2, or …/api/controller/v2 behind the gateway of Ansible Automation Platform.",
    type: "url",
    required: true,
    placeholder: "https://awx.example.test/api/v2",
  },
  {
    path: "token",
    label: "Token",
    help: "A personal access token with the scope write.",
    type: "secret",
    required: true,
  },
  {
    path: "runbooks",
    label: "Known fixes",
    help: "A list: key, template (its number), destructive, and parameters by the names of the template's variables.",
    type: "json",
    required: true,
    placeholder: '[{"key": "restart-checkout", "template": 7, "destructive": true}]',
  },
  ...remoteRemediationForm,
  timeoutField,
];
