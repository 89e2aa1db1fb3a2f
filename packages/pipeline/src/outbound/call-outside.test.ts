import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import net from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answerBytesMax, callOutside } from "./call-outside.ts";
import { type Outbound, openOutbound } from "./open-outbound.ts";

type Behave = (request: IncomingMessage, response: ServerResponse) => void;
let behave: Behave = () => {};
let visited: string[] = [];
let server: Server;
let base: string;
let outbound: Outbound;
const local = {
  allowNetworks: [{ address: "127.0.0.0", prefixLength: 8, port: null }],
  ownPorts: [],
  ownAddresses: [],
  ownHosts: [],
};

beforeAll(async () => {
  server = createServer((request, response) => {
    visited.push(request.url ?? "");
    behave(request, response);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  base = `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`;
  outbound = openOutbound({ ...local, connectTimeoutMs: 300 });
});
afterAll(async () => {
  await outbound.close();
  server.closeAllConnections();
  server.close();
});

function post(path: string, totalMs = 500, more: { headers?: Record<string, string>; signal?: AbortSignal } = {}) {
  visited = [];
  const request = { method: "POST" as const, url: base + path, headers: more.headers ?? {}, body: "{}" };
  return callOutside(outbound, request, { totalMs, ...(more.signal ? { signal: more.signal } : {}) });
}

describe("callOutside", () => {
  it("gives status, headers and body", async () => {
    behave = (request, response) => {
      response.setHeader("x-agent", request.headers["user-agent"] ?? "");
      response.writeHead(201, { location: "/tickets/1" }).end('{"id":"1"}');
    };
    const result = await post("/tickets");
    expect(result).toMatchObject({
      result: "answered",
      answer: { status: 201, body: '{"id":"1"}', bodyCut: false, headers: { location: "/tickets/1" } },
    });
    expect(JSON.stringify(result)).not.toContain("Mozilla");
  });

  it("is retryable where nobody listens, a name is unknown or TLS does not come about (G1)", async () => {
    const free = await new Promise<number>((resolve) => {
      const probe = net.createServer().listen(0, "127.0.0.1", () => {
        const { port } = probe.address() as net.AddressInfo;
        probe.close(() => resolve(port));
      });
    });
    const get = (url: string, through = outbound) =>
      callOutside(through, { method: "GET", url, headers: {}, body: null }, { totalMs: 1_000 });
    expect(await get(`http://127.0.0.1:${free}/`)).toMatchObject({
      outcome: { outcome: "retryable", reason: "connect-failed" },
    });
    const nameless = openOutbound({
      ...local,
      resolve: async () => {
        throw Object.assign(new Error("getaddrinfo"), { code: "ENOTFOUND" });
      },
    });
    expect(await get("http://desk.example.test/", nameless)).toMatchObject({
      outcome: { outcome: "retryable", reason: "name-not-found" },
    });
    await nameless.close();
    expect(await get(base.replace("http:", "https:"))).toMatchObject({
      outcome: { outcome: "retryable", reason: "tls-failed" },
    });
  });

  it("gives up a connection that does not come about, and says that nothing was sent", async () => {
    const hanging = openOutbound({ ...local, connectTimeoutMs: 200, resolve: () => new Promise(() => {}) });
    const request = { method: "POST" as const, url: "http://desk.example.test/", headers: {}, body: null };
    const result = await callOutside(hanging, request, { totalMs: 30_000 });
    expect(result).toMatchObject({ outcome: { outcome: "retryable", reason: "connect-failed" } });
    expect(result.durationMs).toBeLessThan(10_000);
    await hanging.close();
  });

  it.each([
    ["never answers", () => {}],
    ["drips its headers", (_request, response) => void dripHeaders(response)],
    ["drips its body", (_request, response) => void dripBody(response)],
  ] as [string, Behave][])("ends at the total limit when the target %s, as unknown (G2)", async (_name, behaviour) => {
    behave = behaviour;
    const result = await post("/tickets", 400);
    expect(result).toMatchObject({ outcome: { outcome: "unknown", reason: "timed-out" } });
    expect(result.durationMs).toBeGreaterThan(350);
    expect(result.durationMs).toBeLessThan(3_000);
  });

  it("reads 256 KiB of an endless answer and no more (G3)", async () => {
    let written = 0;
    behave = (_request, response) => {
      const write = () => {
        while (!response.destroyed && written < 100_000_000) {
          written += 65_536;
          if (!response.write(Buffer.alloc(65_536, 32))) return void response.once("drain", write);
        }
      };
      write();
    };
    const result = await post("/tickets", 5_000);
    expect(result).toMatchObject({ result: "answered", answer: { status: 200, bodyCut: true } });
    expect(result.result === "answered" && result.answer.body.length).toBe(answerBytesMax);
    expect(written).toBeLessThan(50_000_000);
  });

  it("does not unpack an answer, and does not swallow huge headers", async () => {
    const bomb = gzipSync(Buffer.alloc(5_000_000));
    behave = (_request, response) => response.writeHead(200, { "content-encoding": "gzip" }).end(bomb);
    const packed = await post("/tickets");
    expect(packed.result === "answered" && packed.answer.body.length).toBeLessThan(bomb.length + 1);
    behave = (_request, response) => response.writeHead(200, { "x-huge": "h".repeat(1_000_000) }).end();
    expect(await post("/tickets")).toMatchObject({ outcome: { outcome: "unknown", reason: "answer-too-large" } });
  });

  it.each([301, 302, 307, 308])("never follows %i (G4)", async (status) => {
    behave = (_request, response) => response.writeHead(status, { location: `${base}/elsewhere` }).end();
    expect(await post("/tickets")).toMatchObject({ answer: { status, headers: { location: `${base}/elsewhere` } } });
    expect(visited).toEqual(["/tickets"]);
  });

  it("is unknown when the connection ends before or within the answer, unless the status refuses (G10)", async () => {
    behave = (request) => void request.socket.destroy();
    expect(await post("/tickets")).toMatchObject({ outcome: { outcome: "unknown", reason: "answer-lost" } });
    const cutBody =
      (status: number): Behave =>
      (request, response) => {
        response.writeHead(status, { "content-length": "100" });
        response.write("half of it", () => request.socket.destroy());
      };
    behave = cutBody(201);
    expect(await post("/tickets")).toMatchObject({ outcome: { outcome: "unknown", reason: "answer-lost" } });
    behave = cutBody(503);
    expect(await post("/tickets")).toMatchObject({ result: "answered", answer: { status: 503, bodyCut: true } });
  });

  it("sends nothing when a header can't be carried (G13)", async () => {
    behave = (_request, response) => response.end();
    for (const value of ["a\r\nb: c", "\u20ac"]) {
      const result = await post("/tickets", 500, { headers: { "x-note": value } });
      expect(result).toMatchObject({ outcome: { outcome: "permanent", reason: "invalid-request" } });
    }
    expect(visited).toEqual([]);
  });

  it("ends when the process stops: unknown once the request was on its way", async () => {
    const stopping = new AbortController();
    behave = () => stopping.abort();
    expect(await post("/tickets", 5_000, { signal: stopping.signal })).toMatchObject({
      outcome: { outcome: "unknown", reason: "timed-out" },
    });
    expect(await post("/tickets", 5_000, { signal: stopping.signal })).toMatchObject({
      outcome: { outcome: "retryable", reason: "timed-out-before-sending" },
    });
  });

  it("lets no call wait for another to the same host, so that none loses its time by it (G8)", async () => {
    behave = () => {};
    visited = [];
    const request = { method: "POST" as const, url: `${base}/tickets`, headers: {}, body: "{}" };
    const fresh = openOutbound(local);
    const results = await Promise.all(Array.from({ length: 12 }, () => callOutside(fresh, request, { totalMs: 300 })));
    const reasons = results.map((result) => (result.result === "failed" ? result.outcome.outcome : "answered"));
    expect(new Set(reasons)).toEqual(new Set(["unknown"]));
    expect(visited).toHaveLength(12);
    await fresh.close();
  });
});

async function dripHeaders(response: ServerResponse): Promise<void> {
  response.socket?.write("HTTP/1.1 200 OK\r\n");
  const timer = setInterval(() => response.socket?.write("x: y\r\n"), 50);
  response.once("close", () => clearInterval(timer));
}

async function dripBody(response: ServerResponse): Promise<void> {
  response.writeHead(200);
  const timer = setInterval(() => response.write("x"), 50);
  response.once("close", () => clearInterval(timer));
}
