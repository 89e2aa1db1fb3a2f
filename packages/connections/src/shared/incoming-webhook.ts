import { z } from "zod";
import type { Capabilities, ConnectionSecrets, PlanInput, PlannedRequest, PlanOutcome } from "../connection-kind.ts";
import type { FormField } from "../form-field.ts";
import { commonFields, timeoutField, timeoutMsOf } from "./common-config.ts";
import { secretPlace } from "./connection-auth.ts";
import { jsonRequest } from "./json-request.ts";
import { isMessage, type MessageBody, messageBody } from "./message-body.ts";

const configSchema = z.strictObject({ url: secretPlace, ...commonFields });
export type IncomingWebhookConfig = z.infer<typeof configSchema>;

/** What systems with an incoming webhook have in common: whoever knows the address may post there, so the whole of it is
 *  the credential. They have no key of ours and take a repeat for another message: grade C. */
export const incomingWebhook = {
  configSchema,
  secretFields: () => ["url"],
  timeoutMs: timeoutMsOf,
  capabilities: (): Capabilities => ({
    actions: ["message"],
    find: false,
    update: false,
    close: false,
    reopen: false,
    read: false,
    acknowledge: false,
    lookUp: false,
  }),
  grade: () => "C" as const,
  authorise: (request: PlannedRequest, _input: unknown, secrets: ConnectionSecrets): PlannedRequest => ({
    ...request,
    url: secrets.url ?? "",
  }),
};

/** The form: the address, write-only. @param like what it looks like, in grey. */
export function webhookForm(help: string, like: string): readonly FormField[] {
  const hidden = "It is stored as a credential and never shown again.";
  return [
    {
      path: "url",
      label: "Webhook URL",
      help: `${help} ${hidden}`,
      type: "secret",
      required: true,
      placeholder: `${like}/…`,
    },
    timeoutField,
  ];
}

/** A POST of what `render` makes of a message. @param hiddenUrl stands in what is planned and kept. */
export function planMessage(
  step: string,
  input: PlanInput<IncomingWebhookConfig>,
  hiddenUrl: string,
  render: (message: MessageBody) => unknown,
): PlanOutcome<PlannedRequest> {
  if (step !== "send" || !isMessage(input.scope)) {
    return { outcome: "not-possible", reason: `an incoming webhook can't do ${step}, it posts messages` };
  }
  const body = messageBody(input.obligation?.reference ?? input.idempotencyKey, input.scope);
  return { outcome: "planned", request: jsonRequest("POST", hiddenUrl, render(body)) };
}
