import { createHmac, timingSafeEqual } from "node:crypto";

const toleranceSeconds = 300;

/** Checks a Standard Webhooks signature: `v1,<base64 HMAC-SHA256 of "id.timestamp.body">`, secret `whsec_<base64>`.
 *  Returns what is wrong, or null. */
export function refuseStandardWebhook(
  secret: string,
  headers: { id: string | undefined; timestamp: string | undefined; signature: string | undefined },
  body: string,
  nowMs: number,
): string | null {
  const { id, timestamp, signature } = headers;
  if (!id || !timestamp || !signature) return "webhook-id, webhook-timestamp and webhook-signature are needed";
  if (!/^\d{1,12}$/.test(timestamp)) return "webhook-timestamp is not a number of seconds";
  if (Math.abs(nowMs / 1000 - Number(timestamp)) > toleranceSeconds) return "webhook-timestamp is too far off";
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const expected = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest();
  const matches = signature.split(" ").some((entry) => {
    const [version, value] = entry.split(",");
    const given = Buffer.from(value ?? "", "base64");
    return version === "v1" && given.length === expected.length && timingSafeEqual(given, expected);
  });
  return matches ? null : "the signature does not match";
}
