import type { CallStep } from "@signalbox/core";
import { z } from "zod";
import type { HttpKind, PlanInput } from "../connection-kind.ts";
import { type PageBody, pageBody } from "../page-webhook/page-body.ts";
import { signStandardWebhook } from "../page-webhook/sign-standard-webhook.ts";
import { callUrlText, commonFields, timeoutField, timeoutMsOf } from "../shared/common-config.ts";
import { secretPlace } from "../shared/connection-auth.ts";
import { refuseTaken } from "../shared/interpret-taken.ts";
import { interpretTestStatus } from "../shared/interpret-test-status.ts";
import { jsonRequest } from "../shared/json-request.ts";
import { isMessage, type MessageBody, messageBody } from "../shared/message-body.ts";
import { readId, readJson } from "../shared/read-answer.ts";

const configSchema = z.strictObject({ url: callUrlText, secret: secretPlace, ...commonFields });
export type WebhookConfig = z.infer<typeof configSchema>;

const pageEvents: Partial<Record<CallStep, PageBody["event"]>> = {
  create: "page.opened",
  update: "page.updated",
  close: "page.resolved",
};

/** A receiver of one's own for messages and pages: signed POSTs (Standard Webhooks). The receiver takes a repeated
 *  `webhook-id` for the same one: grade A by contract. */
export const webhook: HttpKind<WebhookConfig> = {
  key: "webhook",
  name: "Signed webhook",
  guide: {
    about:
      "Any receiver of your own: a chat bot, a forum, a script. It takes a signed POST for each message or page, and another when a page is over.",
    credentials: [
      "Make a secret of 24 to 64 random bytes, write it in base64 with whsec_ before it, and give it to your receiver.",
      "Your receiver checks the headers webhook-id, webhook-timestamp and webhook-signature as Standard Webhooks says.",
    ],
    rights: "None: the signature is all that your receiver sees of us.",
    traps: [
      "The receiver takes a webhook-id that it has seen for the same message: it answers 2xx and does nothing again.",
      "Any 2xx counts as done, but for a web page: that is what a sign-in before it answers.",
    ],
    example: { url: "https://hooks.example.test/signalbox", secret: { env: "WEBHOOK_SECRET" } },
  },
  proof: {
    status: "published-sample",
    source: "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md",
    version: "1.0",
  },
  configSchema,
  form: [
    {
      path: "url",
      label: "URL",
      help: "Where each message and page is sent by POST.",
      type: "url",
      required: true,
      placeholder: "https://hooks.example.test/signalbox",
    },
    { path: "secret", label: "Signing secret", help: "As your receiver knows it.", type: "secret", required: true },
    timeoutField,
  ],
  secretFields: () => ["secret"],
  timeoutMs: timeoutMsOf,
  capabilities: () => ({
    actions: ["page", "message"],
    find: false,
    update: false,
    close: true,
    reopen: false,
    read: false,
    acknowledge: false,
    lookUp: false,
  }),
  grade: () => "A",
  hasSecretUrl: true,
  plan(step, input) {
    const body = bodyOf(step, input);
    return body === null
      ? { outcome: "not-possible", reason: `a webhook can't do ${step}` }
      : { outcome: "planned", request: jsonRequest("POST", input.config.url, body) };
  },
  authorise(request, input, secrets) {
    const signed = {
      id: input.idempotencyKey,
      body: request.body ?? "",
      secret: secrets.secret ?? "",
      now: input.now,
    };
    return { ...request, headers: { ...request.headers, ...signStandardWebhook(signed) } };
  },
  interpret(_step, answer, input) {
    const refused = refuseTaken(answer, input.now);
    // A repeat of the same id that the receiver calls a conflict has arrived before: that is what was wanted.
    if (refused?.reason === "conflict")
      return { step: "done", result: { outcome: "delivered", detail: refused.detail } };
    if (refused !== null) return { step: "done", result: refused };
    const body = readJson(answer);
    const id = typeof body === "object" && body !== null && "id" in body ? readId(body.id) : null;
    return { step: "done", result: { outcome: "delivered", ...(id === null ? {} : { externalId: id }) } };
  },
  planTest: () => ({
    outcome: "not-possible",
    reason: "any signed call would be taken for a message: send one by a rule",
  }),
  interpretTest: (answer) => interpretTestStatus(answer) ?? { verdict: "ok", sentence: "It answers." },
};

function bodyOf(step: CallStep, input: PlanInput<WebhookConfig>): PageBody | MessageBody | null {
  const reference = input.obligation?.reference ?? input.idempotencyKey;
  if (step === "send") {
    return isMessage(input.scope)
      ? messageBody(reference, input.scope)
      : pageBody("failure.opened", reference, input.scope);
  }
  const event = pageEvents[step];
  return event === undefined ? null : pageBody(event, reference, input.scope);
}
