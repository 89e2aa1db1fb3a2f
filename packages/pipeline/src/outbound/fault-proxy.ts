import { randomBytes, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Answer, PlannedRequest } from "@signalbox/connections";
import { type DrillFault, newUuid } from "@signalbox/core";
import { Agent, type Dispatcher } from "undici";
import { callOutside } from "./call-outside.ts";
import type { Outbound } from "./open-outbound.ts";

/** A door through which the calls of a drill are disturbed, and what the outside answered behind it. */
interface DisturbedDoor {
  outbound: Outbound;
  /** The last answer of the outside, whether it was let through to the caller or not; null: it was not reached. */
  lastAnswer(): Answer | null;
}

/** A proxy on the loopback interface that disturbs calls. What it lets through passes the outbound guard like every call. */
export interface FaultProxy {
  /** A door for one action's call. @param totalMs its limit; what is slow comes in half of it */
  open(outbound: Outbound, fault: DrillFault, totalMs: number): Promise<DisturbedDoor>;
  close(): Promise<void>;
}

interface Passage {
  outbound: Outbound;
  fault: DrillFault;
  totalMs: number;
  answer: Answer | null;
}

const passageHeader = "x-signalbox-drill";
const hopHeaders = new Set(["host", "connection", "keep-alive", "transfer-encoding", "content-length", passageHeader]);

/** Listens when the first drill needs it. Only who knows the secret of this process is let through. */
export function createFaultProxy(): FaultProxy {
  const secret = randomBytes(32);
  const passages = new Map<string, Passage>();
  const server = createServer((request, response) => {
    const passage = findPassage(request, secret, passages);
    if (passage === undefined) response.writeHead(404).end();
    // A caller that has gone away ends the request in the midst of its body.
    else carry(passage, request, response).catch(() => response.destroy());
  });
  let listening: Promise<Agent> | null = null;
  return {
    async open(outbound, fault, totalMs) {
      listening ??= listen(server);
      const agent = await listening;
      const id = newUuid();
      const passage: Passage = { outbound, fault, totalMs, answer: null };
      passages.set(id, passage);
      setTimeout(() => passages.delete(id), 10 * totalMs).unref();
      const { port } = server.address() as AddressInfo;
      const dispatch: Dispatcher["dispatch"] = (options, handler) =>
        agent.dispatch(
          {
            ...options,
            origin: `http://127.0.0.1:${port}`,
            path: `${String(options.origin)}${options.path}`,
            headers: { ...(options.headers as object), [passageHeader]: `${secret.toString("hex")}.${id}` },
          },
          handler,
        );
      return { outbound: { ...outbound, agent: { dispatch } }, lastAnswer: () => passage.answer };
    },
    async close() {
      if (listening === null) return;
      await (await listening).destroy();
      server.closeAllConnections();
      server.close();
    },
  };
}

async function listen(server: Server): Promise<Agent> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  server.unref();
  return new Agent({ headersTimeout: 0, bodyTimeout: 0, pipelining: 0 });
}

function findPassage(
  request: IncomingMessage,
  secret: Buffer,
  passages: ReadonlyMap<string, Passage>,
): Passage | undefined {
  const [given = "", id = ""] = String(request.headers[passageHeader] ?? "").split(".");
  const told = Buffer.from(given, "hex");
  return told.length === secret.length && timingSafeEqual(told, secret) ? passages.get(id) : undefined;
}

async function carry(passage: Passage, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { outbound, fault, totalMs } = passage;
  // It never answers: the caller gives up, and closes the connection.
  if (fault === "hanging") return;
  const body = await readBody(request);
  if (fault === "failing") {
    response.writeHead(500, { "content-type": "text/plain" }).end("a drill disturbs this call\n");
    return;
  }
  if (fault === "slow") await new Promise((wait) => setTimeout(wait, totalMs / 2).unref());
  if (response.destroyed) return;
  const forwarded: PlannedRequest = {
    method: request.method as PlannedRequest["method"],
    url: request.url ?? "",
    headers: plainHeaders(request),
    body,
  };
  const result = await callOutside(outbound, forwarded, { totalMs });
  if (result.result === "answered") passage.answer = result.answer;
  if (fault === "lying" || result.result === "failed") {
    response.destroy();
    return;
  }
  const headers = Object.entries(result.answer.headers).filter(([name]) => !hopHeaders.has(name));
  response.writeHead(result.answer.status, Object.fromEntries(headers)).end(result.answer.body);
}

async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return chunks.length === 0 ? null : Buffer.concat(chunks).toString("utf8");
}

function plainHeaders(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headers).flatMap(([name, value]) =>
      value === undefined || hopHeaders.has(name) ? [] : [[name, Array.isArray(value) ? value.join(", ") : value]],
    ),
  );
}
