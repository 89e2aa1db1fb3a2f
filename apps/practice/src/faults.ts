import { setTimeout as sleep } from "node:timers/promises";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context, MiddlewareHandler } from "hono";
import type { PracticeEnv } from "./request-log.ts";
import type { World } from "./world.ts";

export const faultTargets = ["tickets", "pages", "rota"] as const;
export const faultKinds = {
  slow: "works after a while",
  hang: "takes the request and never answers; nothing is done",
  "500": "fails; nothing is done",
  "429": "asks to come again later; nothing is done",
  "drop-answer": "does the work, then cuts the connection",
  redirect: "names another place; nothing is done",
  huge: "does the work, then answers without end",
  drip: "does the work, then answers one byte at a time",
  pretend: "answers as if it had done the work",
} as const;

type FaultTarget = (typeof faultTargets)[number];
type FaultKind = keyof typeof faultKinds;

export interface Fault {
  target: FaultTarget;
  kind: FaultKind;
  /** Only requests of this method; null: all. */
  method: string | null;
  /** How many requests it still meets; null: until it is cleared. */
  timesLeft: number | null;
  /** slow: the wait; drip: the pause between bytes; 429: Retry-After, rounded up to seconds. */
  ms: number;
}

export interface Faults {
  list(): readonly Fault[];
  add(fault: Fault): void;
  clear(): void;
  meet(target: FaultTarget): MiddlewareHandler<PracticeEnv>;
}

export function createFaults(world: World): Faults {
  let faults: Fault[] = [];

  function take(target: FaultTarget, method: string): Fault | null {
    const fault = faults.find((f) => f.target === target && (f.method === null || f.method === method));
    if (fault === undefined) return null;
    if (fault.timesLeft !== null) {
      fault.timesLeft -= 1;
      if (fault.timesLeft <= 0) faults = faults.filter((other) => other !== fault);
    }
    return fault;
  }

  return {
    list: () => faults,
    add: (fault) => {
      faults.push(fault);
    },
    clear: () => {
      faults = [];
    },
    meet: (target) => async (c, next) => {
      const fault = take(target, c.req.method);
      if (fault === null) return next();
      c.get("logged").fault = fault.kind;
      return misbehave(fault, world, c, next);
    },
  };
}

async function misbehave(
  fault: Fault,
  world: World,
  c: Context<PracticeEnv>,
  next: () => Promise<void>,
): Promise<Response | undefined> {
  switch (fault.kind) {
    case "slow":
      await sleep(fault.ms);
      await next();
      return;
    case "hang":
      await new Promise((resolve) => c.env.outgoing.once("close", resolve));
      return cut(c);
    case "500":
      return c.json({ error: "the practice world fails on request" }, 500);
    case "429":
      return c.json({ error: "too fast" }, 429, { "retry-after": String(Math.ceil(fault.ms / 1000)) });
    case "redirect":
      return c.redirect("/moved-here", 307);
    case "drop-answer":
      await next();
      return cut(c);
    case "huge":
      await next();
      c.res = new Response(endless(65_536, 0), {
        status: c.res.status,
        headers: { "content-type": "application/json" },
      });
      return;
    case "drip":
      await next();
      c.res = new Response(endless(1, fault.ms), {
        status: c.res.status,
        headers: { "content-type": "application/json" },
      });
      return;
    case "pretend": {
      const before = structuredClone({ tickets: world.tickets, pages: world.pages });
      await next();
      world.tickets = before.tickets;
      world.pages = before.pages;
      return;
    }
  }
}

function cut(c: Context<PracticeEnv>): Response {
  c.get("logged").ended = "dropped";
  c.env.incoming.socket.destroy();
  return RESPONSE_ALREADY_SENT;
}

function endless(chunkBytes: number, pauseMs: number): ReadableStream<Uint8Array> {
  const chunk = new Uint8Array(chunkBytes).fill(32);
  return new ReadableStream({
    async pull(controller) {
      if (pauseMs > 0) await sleep(pauseMs);
      controller.enqueue(chunk);
    },
  });
}
