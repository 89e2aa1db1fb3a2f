import { createHmac } from "node:crypto";

/** Headers of Standard Webhooks 1.0: `v1,` + base64 HMAC-SHA256 of `id.timestamp.body`.
 *  @param secret `whsec_` + base64; text that is no base64 is taken as it is. @param now epoch milliseconds. */
export function signStandardWebhook(input: {
  id: string;
  body: string;
  secret: string;
  now: number;
}): Record<string, string> {
  const timestamp = String(Math.floor(input.now / 1_000));
  const signature = createHmac("sha256", keyOf(input.secret))
    .update(`${input.id}.${timestamp}.${input.body}`)
    .digest("base64");
  return { "webhook-id": input.id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${signature}` };
}

function keyOf(secret: string): Buffer {
  const text = secret.replace(/^whsec_/, "");
  const isBase64 = text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text);
  return isBase64 ? Buffer.from(text, "base64") : Buffer.from(text, "utf8");
}
