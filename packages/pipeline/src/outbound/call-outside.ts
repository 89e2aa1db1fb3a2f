import type { Answer, PlannedRequest } from "@signalbox/connections";
import { type AttemptOutcome, newUuid, traceparentOf } from "@signalbox/core";
import type { Dispatcher } from "undici";
import { type CallStage, classifyFailure } from "./classify-failure.ts";
import type { Outbound } from "./open-outbound.ts";
import { refuseUrl } from "./refuse-url.ts";

/** Read at most; what is longer is cut and marked. */
export const answerBytesMax = 256 * 1024;
const userAgent = "Signalbox/0.1";

export interface CallLimits {
  /** For the whole call, connecting and reading the answer included. */
  totalMs: number;
  /** Aborts from outside: a shutdown. */
  signal?: AbortSignal;
}

export type CallResult =
  | { result: "answered"; answer: Answer; durationMs: number }
  | { result: "failed"; outcome: AttemptOutcome; durationMs: number };

/** One request to the outside and its answer. Never follows a redirect, never unpacks a compressed answer, never throws.
 *  A call that fails before its request was handed to a connection is `retryable`; after that it is `unknown`. */
export function callOutside(outbound: Outbound, request: PlannedRequest, limits: CallLimits): Promise<CallResult> {
  const startedAt = performance.now();
  const durationMs = () => Math.round(performance.now() - startedAt);
  const refusal = refuseUrl(request.url, outbound.policy.ownHosts);
  if (refusal !== null) {
    const outcome: AttemptOutcome = { outcome: "permanent", reason: "blocked-address", detail: refusal };
    return Promise.resolve({ result: "failed", outcome, durationMs: 0 });
  }
  const url = new URL(request.url);
  // What belongs to no delivery is a trace of its own: a look-up, a signal.
  const trace = { traceparent: traceparentOf(null, newUuid(), request.url) };

  return new Promise((resolve) => {
    let stage: CallStage = "before-sending";
    let ended = false;
    let controller: Dispatcher.DispatchController | null = null;
    let status = 0;
    let headers: Record<string, string> = {};
    const chunks: Buffer[] = [];
    let bytes = 0;

    const end = (result: CallResult): void => {
      if (ended) return;
      ended = true;
      clearTimeout(timer);
      limits.signal?.removeEventListener("abort", onAbort);
      resolve(result);
    };
    const fail = (outcome: AttemptOutcome): void => {
      end({ result: "failed", outcome, durationMs: durationMs() });
      controller?.abort(new Error(outcome.outcome));
    };
    const answer = (bodyCut: boolean): void => {
      const body = Buffer.concat(chunks).toString("utf8");
      end({ result: "answered", answer: { status, headers, body, bodyCut }, durationMs: durationMs() });
    };
    const onAbort = (): void => fail(stopped(stage, "the process is stopping"));
    const timer = setTimeout(() => fail(stopped(stage, `no answer within ${limits.totalMs} ms`)), limits.totalMs);
    if (limits.signal?.aborted) return onAbort();
    limits.signal?.addEventListener("abort", onAbort);

    const handler: Dispatcher.DispatchHandler = {
      onRequestStart(started) {
        controller = started;
        if (ended) return started.abort(new Error("ended"));
        stage = "sent";
      },
      onResponseStart(_controller, statusCode, incoming) {
        status = statusCode;
        headers = plainHeaders(incoming);
      },
      onResponseData(_controller, chunk) {
        if (ended) return;
        chunks.push(chunk.subarray(0, answerBytesMax - bytes));
        bytes += chunk.length;
        if (bytes <= answerBytesMax) return;
        answer(true);
        controller?.abort(new Error("the answer is too large"));
      },
      onResponseEnd() {
        answer(false);
      },
      onResponseError(_controller, error) {
        if (ended) return;
        // The status of a refusal says all; only where something may have been done is a lost body a lost answer.
        if (status >= 400) answer(true);
        else fail(classifyFailure(error, stage));
      },
    };
    try {
      outbound.agent.dispatch(
        {
          origin: url.origin,
          path: url.pathname + url.search,
          method: request.method,
          headers: { "user-agent": userAgent, "accept-encoding": "identity", ...trace, ...request.headers },
          body: request.body,
        },
        handler,
      );
    } catch (error) {
      fail(classifyFailure(error, stage));
    }
  });
}

function stopped(stage: CallStage, detail: string): AttemptOutcome {
  return stage === "sent"
    ? { outcome: "unknown", reason: "timed-out", detail }
    : { outcome: "retryable", reason: "timed-out-before-sending", detail };
}

function plainHeaders(incoming: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming)) {
    if (value !== undefined) headers[name.toLowerCase()] = Array.isArray(value) ? value.join(", ") : value;
  }
  return headers;
}
