import type { AttemptOutcome } from "@signalbox/core";
import type { Answer } from "../connection-kind.ts";
import { readRetryAfter } from "./read-retry-after.ts";
import { quoteText, saidInAnswer } from "./said-in-answer.ts";

/** Any outcome but `delivered`. */
export type Refusal = Exclude<AttemptOutcome, { outcome: "delivered" }>;

/** What a status code says by itself, for every kind; null for 2xx, which its kind must read.
 *  @param now epoch milliseconds, for a Retry-After that is a date. */
export function interpretStatus(answer: Answer, now: number): Refusal | null {
  const { status } = answer;
  if (status >= 200 && status <= 299) return null;
  if (status >= 300 && status <= 399) {
    const place = answer.headers.location === undefined ? "" : ` to ${withoutQuery(answer.headers.location)}`;
    const detail = `it answered ${status}, a redirect${place}: redirects are not followed; correct the address`;
    return { outcome: "permanent", reason: "redirect-not-followed", detail };
  }
  if (status === 401 || status === 403) {
    return {
      outcome: "retryable",
      reason: "credentials-refused",
      detail: `it answered ${status}: the credentials are refused${saidInAnswer(answer)}`,
    };
  }
  if (status === 409)
    return { outcome: "unknown", reason: "conflict", detail: "it answered 409: it may be there already" };
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    const retryAfterMs = readRetryAfter(answer.headers["retry-after"], now);
    return {
      outcome: "retryable",
      reason: status === 429 ? "rate-limited" : "server-error",
      ...(retryAfterMs === null ? {} : { retryAfterMs }),
      detail: `it answered ${status}${saidInAnswer(answer)}`,
    };
  }
  if (status === 404 || status === 410) {
    return {
      outcome: "permanent",
      reason: "not-found",
      detail: `it answered ${status}: not there${saidInAnswer(answer)}`,
    };
  }
  return {
    outcome: "permanent",
    reason: "refused-by-target",
    detail: `it answered ${status}${quoteText(answer.body)}`,
  };
}

function withoutQuery(place: string): string {
  return place.replace(/[?#].*$/s, "").slice(0, 300);
}
