import type { MiddlewareHandler } from "hono";

const requestsMax = 5_000;
const bodyTextMax = 16_384;

/** One request as it came, without credentials. `ended` tells what became of it. */
export interface LoggedRequest {
  number: number;
  at: number;
  method: string;
  path: string;
  idempotencyKey: string | null;
  traceparent: string | null;
  body: string;
  fault: string | null;
  status: number | null;
  ended: "answered" | "dropped" | "hanging";
}

export interface RequestLog {
  list(): readonly LoggedRequest[];
  clear(): void;
  record: MiddlewareHandler<PracticeEnv>;
}

export type PracticeEnv = {
  Bindings: { incoming: import("node:http").IncomingMessage; outgoing: import("node:http").ServerResponse };
  Variables: { logged: LoggedRequest };
};

export function createRequestLog(now: () => number): RequestLog {
  let requests: LoggedRequest[] = [];
  let number = 0;
  return {
    list: () => requests,
    clear: () => {
      requests = [];
    },
    record: async (c, next) => {
      const url = new URL(c.req.url);
      number += 1;
      const logged: LoggedRequest = {
        number,
        at: now(),
        method: c.req.method,
        path: url.pathname + url.search,
        idempotencyKey: c.req.header("idempotency-key") ?? c.req.header("webhook-id") ?? null,
        traceparent: c.req.header("traceparent") ?? null,
        body: (await c.req.text()).slice(0, bodyTextMax),
        fault: null,
        status: null,
        ended: "hanging",
      };
      c.set("logged", logged);
      requests.push(logged);
      if (requests.length > requestsMax) requests.shift();
      await next();
      if (logged.ended === "dropped") return;
      logged.status = c.res.status;
      logged.ended = "answered";
    },
  };
}
