import type { HttpKind } from "../connection-kind.ts";
import { type IncomingWebhookConfig, incomingWebhook, planMessage, webhookForm } from "../shared/incoming-webhook.ts";
import { interpretTaken } from "../shared/interpret-taken.ts";
import { interpretTestStatus } from "../shared/interpret-test-status.ts";

/** Stands in what is planned and kept: the whole address is the credential. */
const hiddenUrl = "https://hooks.zapier.com/hooks/catch";

/** A Zap's catch hook: whoever knows its address may use it, so the address is stored as a credential. It has no ids and
 *  takes a repeat for another event: grade C. */
export const zapier: HttpKind<IncomingWebhookConfig> = {
  ...incomingWebhook,
  key: "zapier",
  name: "Zapier catch hook",
  guide: {
    about:
      "Starts a Zap with each message: Webhooks by Zapier, trigger Catch Hook. The Zap sees every field of the JSON.",
    credentials: [
      "In the Zap choose Webhooks by Zapier as trigger and Catch Hook as event, and copy the webhook URL.",
      "Enter that URL here. It is the credential: it is stored encrypted and never shown again.",
    ],
    rights: "None: whoever knows the URL may start the Zap.",
    traps: [
      "Zapier answers 200 when it has taken the request; whether the Zap then worked shows only in its history.",
      "A repeat starts the Zap again: let it filter by the field reference where that matters.",
      "More than 30 requests a second are answered 429, and are tried again later.",
    ],
    example: { url: { env: "ZAPIER_HOOK_URL" } },
  },
  proof: {
    status: "unproven",
    source: "https://help.zapier.com/hc/en-us/articles/8496288690317-Trigger-Zaps-from-webhooks",
    version: null,
  },
  form: webhookForm("As the Zap's trigger shows it.", hiddenUrl),
  defaultRate: { calls: 30, perSeconds: 1 },
  plan: (step, input) => planMessage(step, input, hiddenUrl, (message) => message),
  interpret: (_step, answer, input) => ({ step: "done", result: interpretTaken(answer, input.now) }),
  planTest: () => ({ outcome: "not-possible", reason: "any call starts the Zap: send a message by a rule" }),
  interpretTest: (answer) => interpretTestStatus(answer) ?? { verdict: "ok", sentence: "It answers." },
};
