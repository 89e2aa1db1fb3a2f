import type { CallStep } from "@signalbox/core";
import { z } from "zod";
import type { HttpKind } from "../connection-kind.ts";
import { callUrlText, commonFields, timeoutField, timeoutMsOf } from "../shared/common-config.ts";
import { secretPlace } from "../shared/connection-auth.ts";
import { refuseTaken } from "../shared/interpret-taken.ts";
import { interpretTestStatus } from "../shared/interpret-test-status.ts";
import { readId, readJson } from "../shared/read-answer.ts";
import { type PageBody, pageBody } from "./page-body.ts";
import { signStandardWebhook } from "./sign-standard-webhook.ts";

const configSchema = z.strictObject({
  url: callUrlText,
  secret: secretPlace,
  ...commonFields,
});
export type PageWebhookConfig = z.infer<typeof configSchema>;

const eventOf: Partial<Record<CallStep, PageBody["event"]>> = {
  create: "page.opened",
  send: "failure.opened",
  update: "page.updated",
  close: "page.resolved",
};

/** A pager of one's own: one signed POST (Standard Webhooks) per page, another when it is over. The receiver takes a
 *  repeated `webhook-id` for the same page: grade A by contract. */
export const pageWebhook: HttpKind<PageWebhookConfig> = {
  key: "page-webhook",
  name: "Pager by webhook",
  guide: {
    about:
      "A pager, gateway or script of your own that takes a signed POST for each page, and another when it is over.",
    credentials: [
      "Make a secret of 24 to 64 random bytes, write it in base64 with whsec_ before it, and give it to your receiver.",
      "Your receiver checks the headers webhook-id, webhook-timestamp and webhook-signature as Standard Webhooks says.",
    ],
    rights: "None: the signature is all that your receiver sees of us.",
    traps: [
      "The receiver takes a webhook-id that it has seen for the same page: it answers 2xx and pages nobody again.",
      "Any 2xx counts as paged. Answer only after somebody is really being called.",
    ],
    example: { url: "https://pager.example.test/pages", secret: { env: "PAGER_SECRET" } },
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
      help: "Where each page is sent by POST.",
      type: "url",
      required: true,
      placeholder: "https://pager.example.test/pages",
    },
    { path: "secret", label: "Signing secret", help: "As your receiver knows it.", type: "secret", required: true },
    timeoutField,
  ],
  secretFields: () => ["secret"],
  timeoutMs: timeoutMsOf,
  capabilities: () => ({
    actions: ["page"],
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
    const event = eventOf[step];
    if (event === undefined) return { outcome: "not-possible", reason: `a pager by webhook can't do ${step}` };
    const reference = input.obligation?.reference ?? input.idempotencyKey;
    return {
      outcome: "planned",
      request: {
        method: "POST",
        url: input.config.url,
        headers: { "content-type": "application/json", accept: "application/json" },
        body: JSON.stringify(pageBody(event, reference, input.scope)),
      },
    };
  },
  authorise(request, input, secrets) {
    const body = request.body ?? "";
    const signed = { id: input.idempotencyKey, body, secret: secrets.secret ?? "", now: input.now };
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
  planTest: () => ({ outcome: "not-possible", reason: "any signed call would page somebody: order a drill instead" }),
  interpretTest: (answer) => interpretTestStatus(answer) ?? { verdict: "ok", sentence: "It answers." },
};
