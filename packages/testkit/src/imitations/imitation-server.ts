import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One request as it came. Header names are in lower case. */
export interface ImitatedCall {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Readonly<Record<string, string>>;
  body: string;
  /** The body as JSON; undefined where it is none. */
  json: unknown;
}

export interface ImitatedAnswer {
  status: number;
  headers?: Record<string, string>;
  /** Text is sent as it is, anything else as JSON; left out: nothing is sent. */
  body?: unknown;
}

/** How an imitation misbehaves. Where it says so, the deed is done all the same. */
export type ImitationMode =
  | { mode: "normal" }
  /** Done; the answer comes later. */
  | { mode: "slow"; ms: number }
  /** Not done: this status at once. */
  | { mode: "refuse"; status: number; headers?: Record<string, string>; body?: unknown }
  /** Done; a gateway says 502. */
  | { mode: "gateway" }
  /** Done; the connection ends before the answer. */
  | { mode: "drop" }
  /** Done; the connection ends in the middle of the answer. */
  | { mode: "cut" }
  /** Not done, and answered as if it were. */
  | { mode: "pretend" }
  /** Not done: a page that asks for a sign-in, with 200. */
  | { mode: "login-page" }
  /** Done; an answer of a megabyte. */
  | { mode: "huge" };

/** A system of which an imitation is made: its answers, and how to take back what a call did. */
export interface ImitatedSystem {
  answer(call: ImitatedCall): ImitatedAnswer;
  /** Everything as it is now; the function brings it back. */
  keep(): () => void;
}

export interface Imitation {
  url: string;
  port: number;
  calls: readonly ImitatedCall[];
  /** Holds for the next calls; `times` left out: until it is set again. */
  behave(mode: ImitationMode, times?: number): void;
  stop(): Promise<void>;
}

/** An outside system as a real HTTP server on a free port of 127.0.0.1. */
export async function startImitation(system: ImitatedSystem): Promise<Imitation> {
  const calls: ImitatedCall[] = [];
  let current: { mode: ImitationMode; left: number } = { mode: { mode: "normal" }, left: Number.POSITIVE_INFINITY };

  const takeMode = (): ImitationMode => {
    const { mode } = current;
    current.left -= 1;
    if (current.left <= 0) current = { mode: { mode: "normal" }, left: Number.POSITIVE_INFINITY };
    return mode;
  };
  const server = createServer((request, response) => {
    readCall(request).then(
      (call) => {
        calls.push(call);
        misbehave(system, call, takeMode(), response);
      },
      () => response.destroy(),
    );
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    calls,
    behave: (mode, times = Number.POSITIVE_INFINITY) => {
      current = { mode, left: times };
    },
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

function misbehave(system: ImitatedSystem, call: ImitatedCall, mode: ImitationMode, response: ServerResponse): void {
  switch (mode.mode) {
    case "normal":
      send(response, system.answer(call));
      return;
    case "slow": {
      const answer = system.answer(call);
      setTimeout(() => send(response, answer), mode.ms).unref();
      return;
    }
    case "refuse": {
      const { status, headers = {}, body = "" } = mode;
      send(response, { status, headers, body });
      return;
    }
    case "gateway":
      system.answer(call);
      send(response, { status: 502, body: "<html><body>Bad Gateway</body></html>" });
      return;
    case "drop":
      system.answer(call);
      response.destroy();
      return;
    case "cut": {
      const { status, headers, body } = system.answer(call);
      const text = textOf(body);
      response.writeHead(status, {
        "content-type": "application/json",
        "content-length": text.length + 10,
        ...headers,
      });
      response.write(text.slice(0, Math.ceil(text.length / 2)), () => response.destroy());
      return;
    }
    case "pretend": {
      const restore = system.keep();
      const answer = system.answer(call);
      restore();
      send(response, answer);
      return;
    }
    case "login-page":
      send(response, {
        status: 200,
        headers: { "content-type": "text/html" },
        body: "<!DOCTYPE html><html><body><form action='/login'>Sign in</form></body></html>",
      });
      return;
    case "huge":
      system.answer(call);
      send(response, { status: 200, body: { filler: "x".repeat(1_048_576) } });
      return;
  }
}

function send(response: ServerResponse, { status, headers = {}, body }: ImitatedAnswer): void {
  const type: Record<string, string> =
    body === undefined ? {} : { "content-type": typeof body === "string" ? "text/plain" : "application/json" };
  response.writeHead(status, { ...type, ...headers });
  response.end(textOf(body));
}

function textOf(body: unknown): string {
  if (body === undefined) return "";
  return typeof body === "string" ? body : JSON.stringify(body);
}

async function readCall(request: IncomingMessage): Promise<ImitatedCall> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString("utf8");
  const url = new URL(request.url ?? "/", "http://imitation.test");
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(", ") : `${value}`,
    ]),
  );
  const { method = "" } = request;
  return { method, path: url.pathname, query: url.searchParams, headers, body, json: parse(body) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
