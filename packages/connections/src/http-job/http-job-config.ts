import type { TemplateTree } from "@signalbox/core";
import { z } from "zod";
import type { FormField } from "../form-field.ts";
import { baseUrlText, commonFields, timeoutField } from "../shared/common-config.ts";
import { authField, connectionAuth } from "../shared/connection-auth.ts";
import { remoteRemediationFields, remoteRemediationForm } from "../shared/remediation-fields.ts";
import { runbookEntries } from "../shared/runbook-entries.ts";
import { headerTemplates, pathTemplate, treeTemplate } from "../shared/template-config.ts";
import { answerCondition, idPlace, jsonPath, templatedCall } from "../shared/templated-call.ts";

const body: z.ZodExactOptional<z.ZodType<TemplateTree>> = treeTemplate.exactOptional();
const look = { path: pathTemplate, headers: headerTemplates.exactOptional() };

export const httpJobConfig = z.strictObject({
  baseUrl: baseUrlText,
  auth: connectionAuth.exactOptional(),
  /** Starts a run; the answer says what the run is called. */
  start: z.strictObject({
    ...templatedCall,
    body,
    id: idPlace,
    url: jsonPath.exactOptional(),
  }),
  /** Asks how far it is: `done` is true once it has ended, and `ok` then, if it ended well. */
  poll: z.strictObject({
    ...look,
    done: answerCondition,
    ok: answerCondition,
    /** Where the answer has all that was printed so far. */
    output: jsonPath.exactOptional(),
  }),
  /** Asks for all that was printed so far, as text, where the poll's answer has it not. */
  log: z.strictObject(look).exactOptional(),
  ...remoteRemediationFields,
  runbooks: runbookEntries({
    /** What it is called there: `{{ action.target }}`; its key where left out. */
    target: z.string().min(1).max(200).exactOptional(),
  }),
  ...commonFields,
});
export type HttpJobConfig = z.infer<typeof httpJobConfig>;

export const httpJobForm: readonly FormField[] = [
  {
    path: "baseUrl",
    label: "Base URL",
    help: "What the paths of all calls begin with.",
    type: "url",
    required: true,
    placeholder: "https://automation.example.test/api",
  },
  authField,
  {
    path: "start",
    label: "Start a run",
    help: "method, path, headers, body, and where the run's id stands in the answer: $.id, header:Name, Location or text. Templates see action.runbook, action.target and action.arguments.",
    type: "json",
    required: true,
    placeholder:
      '{"path": "/jobs/{{ action.target }}/runs", "body": {"host": "{{ action.arguments.host }}"}, "id": "$.id"}',
  },
  {
    path: "poll",
    label: "See how far it is",
    help: 'path with {{ obligation.externalId }}, the run\'s id; done and ok, conditions on the answer; output, where its text stands. As in {"done": "answer.state != \\"running\\""}.',
    type: "json",
    required: true,
  },
  {
    path: "log",
    label: "Read what it prints",
    help: "path of a call that answers with all of it as text, where the answer of poll has it not.",
    type: "json",
    required: false,
  },
  {
    path: "runbooks",
    label: "Known fixes",
    help: "A list: key, destructive, target (what it is called there), and parameters. Nothing else can be ordered.",
    type: "json",
    required: true,
    placeholder: '[{"key": "restart-checkout", "destructive": true}]',
  },
  ...remoteRemediationForm,
  timeoutField,
];
