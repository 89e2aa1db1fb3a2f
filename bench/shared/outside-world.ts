import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** `path` as `POST /tickets`, and when its first byte had come, as `performance.now()`. */
type ArrivedCall = { path: string; title: string; at: number };

export type OutsideWorld = {
  url: string;
  port: number;
  /** Calls that create something, in their order. */
  calls: ArrivedCall[];
  /** Called for each of them as it comes. */
  onCall(listener: (call: ArrivedCall) => void): void;
  stop(): Promise<void>;
};

/** A ticket desk and a pager that remember and always work; below `/dead` everything is taken and nothing answered. */
export async function startOutsideWorld(): Promise<OutsideWorld> {
  const tickets = new Map<string, { id: string; ref: string; status: string }>();
  const byRef = new Map<string, string>();
  const calls: ArrivedCall[] = [];
  const listeners: ((call: ArrivedCall) => void)[] = [];

  const answer = (response: ServerResponse, status: number, body: unknown): void => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
  };
  const take = (request: IncomingMessage, response: ServerResponse, text: string, at: number): void => {
    const url = new URL(request.url ?? "/", "http://desk");
    const told = (text === "" ? {} : JSON.parse(text)) as Record<string, unknown>;
    if (request.method === "POST") {
      const call = { path: `POST ${url.pathname}`, title: String(told.title ?? ""), at };
      calls.push(call);
      for (const listener of listeners) listener(call);
    }
    if (url.pathname === "/pages") answer(response, 202, { id: String(calls.length) });
    else if (!url.pathname.startsWith("/dead")) answerAsDesk(request, response, url, told);
  };
  const answerAsDesk = (
    { method }: IncomingMessage,
    response: ServerResponse,
    url: URL,
    told: Record<string, unknown>,
  ): void => {
    const id = url.pathname.split("/")[2];
    if (method === "POST") {
      const ticket = { id: String(tickets.size + 1), ref: String(told.ref), status: "open" };
      tickets.set(ticket.id, ticket);
      byRef.set(ticket.ref, ticket.id);
      answer(response, 201, ticket);
    } else if (id === undefined) {
      const found = tickets.get(byRef.get(url.searchParams.get("ref") ?? "") ?? "");
      answer(response, 200, { items: found === undefined ? [] : [found] });
    } else {
      const ticket = tickets.get(id);
      if (ticket !== undefined && method === "PATCH") ticket.status = String(told.status);
      answer(response, ticket === undefined ? 404 : 200, ticket ?? {});
    }
  };

  const server = createServer((request, response) => {
    const at = performance.now();
    let text = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => {
      text += chunk;
    });
    request.on("end", () => take(request, response, text, at));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    calls,
    onCall: (listener) => void listeners.push(listener),
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
