import type { VerificationScheme } from "../sender.ts";

const longestRetryMs = 4 * 86_400_000;

/** The same scheme for a sender whose retries carry the signed time of their first try. What is sent again meanwhile by
 *  somebody else is a duplicate where the sender gives ids.
 *  Source: Standard Webhooks, "Deliverability and reliability": its schedule of retries ends after 75 h 35 min. */
export function acceptFirstSend(scheme: VerificationScheme): VerificationScheme {
  return scheme.type === "hmac" ? { ...scheme, firstSendMs: longestRetryMs } : scheme;
}
