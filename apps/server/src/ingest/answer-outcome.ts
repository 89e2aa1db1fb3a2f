import { formatId } from "@signalbox/core";
import type { ReceiveOutcome, Refusal } from "./receive-outcome.ts";

/** An HTTP answer as status, headers and text. */
export type Answer = { status: number; headers: Record<string, string>; body: string };

// Told to anybody who knows the URL, so they say no more than the status does; the page of refusals says why.
const titles: Record<Refusal["status"] | 503, string> = {
  400: "The request can't be read",
  401: "Not verified",
  403: "Not allowed from here",
  404: "No such source",
  405: "Use POST",
  413: "The body is too large",
  414: "The URL is too long",
  415: "Send the body unencoded",
  431: "The headers are too large",
  503: "Try again later",
};

const json = { "content-type": "application/json" };

/** @param isStopping true: the connection is closed, so that the sender's next request finds another process. */
export function answerOutcome(
  ended: Exclude<ReceiveOutcome, { outcome: "aborted" }>,
  options: { retryAfterSeconds: number; isStopping: boolean },
): Answer {
  switch (ended.outcome) {
    case "stored":
    case "duplicate": {
      const body = `{"deliveryId":"${formatId("dlv", ended.deliveryId)}","duplicate":${ended.outcome === "duplicate"}}`;
      return { status: 200, headers: options.isStopping ? { ...json, connection: "close" } : json, body };
    }
    case "refused":
      return problem(ended.status, ended.status === 405 ? { allow: "POST, PUT" } : {});
    case "unavailable":
      return problem(503, {
        "retry-after": String(options.retryAfterSeconds),
        ...(options.isStopping ? { connection: "close" } : {}),
      });
  }
}

function problem(status: keyof typeof titles, headers: Record<string, string>): Answer {
  const body = JSON.stringify({ type: "about:blank", title: titles[status], status });
  return { status, headers: { "content-type": "application/problem+json", ...headers }, body };
}
