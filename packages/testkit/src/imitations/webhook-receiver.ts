import { createHmac, timingSafeEqual } from "node:crypto";
import { type ImitatedAnswer, type ImitatedCall, type Imitation, startImitation } from "./imitation-server.ts";

export interface WebhookReceiver extends Imitation {
  /** Each once, whatever was repeated. */
  taken(): readonly { id: string; body: unknown }[];
}

const toleranceSeconds = 300;

/** A receiver as https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md asks for it:
 *  checks `webhook-id`, `webhook-timestamp` and `webhook-signature`, and takes an id once.
 *  @param options.secret `whsec_` and base64. */
export async function startWebhookReceiver(options: { secret: string; now(): number }): Promise<WebhookReceiver> {
  let taken: { id: string; body: unknown }[] = [];
  const key = Buffer.from(options.secret.replace(/^whsec_/, ""), "base64");

  function answer(call: ImitatedCall): ImitatedAnswer {
    const {
      "webhook-id": id = "",
      "webhook-timestamp": timestamp = "",
      "webhook-signature": given = "",
    } = call.headers;
    if (call.method !== "POST") return { status: 405 };
    if (id === "" || /\./.test(id)) return { status: 400, body: { error: "webhook-id" } };
    if (Math.abs(options.now() / 1_000 - Number(timestamp)) > toleranceSeconds) {
      return { status: 400, body: { error: "webhook-timestamp" } };
    }
    const expected = createHmac("sha256", key).update(`${id}.${timestamp}.${call.body}`).digest();
    const isSigned = given.split(" ").some((one) => {
      const signature = Buffer.from(one.replace(/^v1,/, ""), "base64");
      return signature.length === expected.length && timingSafeEqual(signature, expected);
    });
    if (!isSigned) return { status: 401, body: { error: "webhook-signature" } };
    if (taken.every((one) => one.id !== id)) taken.push({ id, body: call.json });
    return { status: 202, body: { id: `p${taken.findIndex((one) => one.id === id) + 1}` } };
  }

  const imitation = await startImitation({
    answer,
    keep: () => {
      const kept = [...taken];
      return () => {
        taken = kept;
      };
    },
  });
  return { ...imitation, taken: () => taken };
}
