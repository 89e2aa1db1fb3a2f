import { readdirSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { createTestDatabase, emptyTables, type TestDatabase } from "@signalbox/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openRaw, statusesIn } from "./raw-http.ts";
import {
  addSource,
  anypingBody,
  anypingSecret,
  signedHeaders,
  startTestIngest,
  type TestIngest,
  type TestSource,
} from "./start-test-ingest.ts";

let test: TestDatabase;
let served: TestIngest;
let anyping: TestSource;
beforeAll(async () => {
  test = await createTestDatabase();
  served = await startTestIngest(test.url, { limits: { refusalBurst: 10_000 } });
  anyping = await addSource(served.db, { key: "anyping", secrets: [{ label: "first", value: anypingSecret }] });
});
afterAll(async () => {
  await served.close();
  await test.drop();
});
beforeEach(async () => {
  await emptyTables(served.db.sql, [
    "deliveries",
    "delivery_bodies",
    "delivery_repeats",
    "graphile_worker._private_jobs",
  ]);
});

async function post(body: string | Buffer, more: Record<string, string> = {}, source = anyping): Promise<number> {
  const headers = { ...signedHeaders(body), ...more };
  const answer = await fetch(`${served.url}${source.path}`, { method: "POST", body, headers });
  await answer.arrayBuffer();
  return answer.status;
}
const storedBodies = async () =>
  (await served.db.sql`select body from delivery_bodies`).map(({ body }) => body as Buffer);
const storedCount = async () => (await served.db.sql`select count(*)::int as count from deliveries`)[0]!.count;

function rawPost(body: string | Buffer, headers: Record<string, string> = {}): string {
  const all = {
    host: "localhost",
    "content-length": String(Buffer.byteLength(body)),
    ...signedHeaders(body),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST ${anyping.path} HTTP/1.1\r\n${lines.join("")}\r\n`;
}

describe("C1 a body of any kind", () => {
  it.each([
    ["cut off", "{"],
    ["null", "null"],
    ["an empty list", "[]"],
    ["a text", '"x"'],
    ["JSON after a byte order mark", Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from('{"id":"c1"}')])],
    ["UTF-16", Buffer.from('\ufeff{"id":"c1"}', "utf16le")],
    ["no UTF-8", Buffer.from([0x7b, 0xff, 0xfe, 0xc0, 0x7d])],
    ["JSON line by line", '{"id":"a"}\n{"id":"b"}\n'],
    ["a form", "id=c1&status=open"],
    ["blank", " "],
  ])("%s is stored byte by byte once its signature is right, and refused before", async (_, body) => {
    expect(await post(body, { "x-anyping-signature": "00" })).toBe(401);
    expect(await post(body)).toBe(200);
    expect(await storedBodies()).toEqual([Buffer.from(body)]);
  });

  it("without a byte is 400", async () => {
    expect(await post("")).toBe(400);
    expect(await storedCount()).toBe(0);
  });
});

describe("C2 the size of a body", () => {
  const mebibyte = 1_048_576;
  const ofSize = (size: number) => Buffer.alloc(size, "x");

  it.each([
    [mebibyte - 1, 200],
    [mebibyte, 200],
    [mebibyte + 1, 413],
  ])("%i bytes with Content-Length are answered %i", async (size, expected) => {
    expect(await post(ofSize(size))).toBe(expected);
    expect((await storedBodies()).map(({ length }) => length)).toEqual(expected === 200 ? [size] : []);
  });

  it.each([
    [mebibyte, 200],
    [mebibyte + 1, 413],
  ])("%i bytes in chunks are answered %i", async (size, expected) => {
    const body = ofSize(size);
    const raw = openRaw(served.port);
    raw.write(
      rawPost(body, { "transfer-encoding": "chunked", connection: "close" }).replace(/content-length: \d+\r\n/, ""),
    );
    for (let at = 0; at < size; at += 65_536) {
      const chunk = body.subarray(at, at + 65_536);
      raw.write(Buffer.concat([Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from("\r\n")]));
    }
    raw.write("0\r\n\r\n");
    expect(statusesIn((await raw.closed()).text)).toEqual([expected]);
  });

  it.each([
    [1_000, [100, 200]],
    [mebibyte + 1, [100, 413]],
  ])("%i bytes after Expect: 100-continue are answered %j", async (size, expected) => {
    const body = ofSize(size);
    const raw = openRaw(served.port);
    raw.write(rawPost(body, { expect: "100-continue", connection: "close" }));
    await expect.poll(() => statusesIn(raw.received())).toContain(100);
    raw.write(body);
    expect(statusesIn((await raw.closed()).text)).toEqual(expected);
  });

  it("too large is answered before it has come, and the connection closed at most 2 s later", async () => {
    const raw = openRaw(served.port);
    raw.write(rawPost("x", { "content-length": "100000000" }));
    await expect.poll(() => statusesIn(raw.received())).toEqual([413]);
    const dribble = setInterval(() => raw.write("x"), 100);
    const { ms } = await raw.closed();
    clearInterval(dribble);
    expect(ms).toBeLessThan(10_000);
  });

  it("too large a hundred times at once takes no memory", async () => {
    const body = ofSize(5 * mebibyte);
    await Promise.all(Array.from({ length: 20 }, () => post(body)));
    const before = process.memoryUsage().arrayBuffers;
    let peak = before;
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().arrayBuffers);
    }, 5);
    const raws = Array.from({ length: 100 }, () => openRaw(served.port));
    for (const raw of raws) raw.write(rawPost("x", { "content-length": String(5 * mebibyte) }));
    for (const raw of raws) raw.write(body.subarray(0, 65_536));
    const texts = await Promise.all(raws.map((raw) => raw.closed()));
    clearInterval(watch);
    expect(new Set(texts.map(({ text }) => statusesIn(text).join()))).toEqual(new Set(["413"]));
    expect(peak - before).toBeLessThan(16 * mebibyte);
  });

  it("may be raised by a source, to 10 MiB", async () => {
    const roomy = await addSource(served.db, {
      key: "roomy",
      secrets: [{ label: "", value: anypingSecret }],
      settings: { bodyBytesMax: 10 * mebibyte },
    });
    expect(await post(ofSize(2 * mebibyte), {}, roomy)).toBe(200);
    expect(await post(ofSize(10 * mebibyte), {}, roomy)).toBe(200);
    expect(await post(ofSize(10 * mebibyte + 1), {}, roomy)).toBe(413);
  });
});

describe("C3 deep and wide bodies", () => {
  const nested = (depth: number) => `{"id":"c3-${depth}","x":${"[".repeat(depth)}${"]".repeat(depth)}}`;
  const keys = JSON.stringify(Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`k${i}`, 1])));

  it("are stored like any other, without holding up the event loop", async () => {
    await post(nested(2));
    const bodies = [nested(64), nested(65), nested(100_000), keys.slice(0, 1_000_000)];
    const longest: number[] = [];
    // Whatever else runs on the machine can hold it up too, but not in each round.
    for (let round = 0; round < 3; round++) {
      const delay = monitorEventLoopDelay({ resolution: 5 });
      delay.enable();
      for (const body of bodies) expect(await post(body)).toBe(200);
      delay.disable();
      longest.push(delay.max / 1e6);
    }
    expect(await storedCount()).toBe(1 + 3 * bodies.length);
    expect(Math.min(...longest)).toBeLessThan(150);
  });

  it("of 5 MB are 413", async () => {
    expect(await post(JSON.stringify({ id: "c3", x: "y".repeat(5_000_000) }))).toBe(413);
  });
});

describe("C4 a compressed body", () => {
  it.each([
    ["gzip", gzipSync(anypingBody("c4"))],
    ["br", Buffer.from("xx")],
    ["gzip, gzip", gzipSync(gzipSync("x"))],
    ["gzip", gzipSync(Buffer.alloc(20_000_000))],
  ])("in %s is 415, unread", async (encoding, body) => {
    expect(await post(body, { "content-encoding": encoding })).toBe(415);
    expect(await storedCount()).toBe(0);
  });

  it("that is not compressed, as its header says, is stored", async () => {
    expect(await post(anypingBody("c4-identity"), { "content-encoding": "identity" })).toBe(200);
  });
});

describe("C5 requests that are none", () => {
  const body = "{}";
  const head = (lines: string[], start = `POST ${"/hooks/t"} HTTP/1.1`) => `${start}\r\n${lines.join("\r\n")}\r\n\r\n`;
  it.each([
    ["two lengths of different kind", head(["host: a", "content-length: 2", "transfer-encoding: chunked"]) + body, 400],
    ["Content-Length twice", head(["host: a", "content-length: 2", "content-length: 3"]) + body, 400],
    ["no Host", head(["content-length: 2"]) + body, 400],
    ["a Host with a path", head(["host: a/b", "content-length: 2"]) + body, 400],
    [
      "a whole URL of somebody else",
      head(["host: a", "content-length: 2"], "POST http://evil.example/nothing HTTP/1.1") + body,
      404,
    ],
    ["a header of 9 KiB", head(["host: a", "content-length: 2", `x: ${"y".repeat(9_216)}`]) + body, 431],
    ["2,000 headers", head(["host: a", ...Array.from({ length: 2_000 }, (_, i) => `x-${i}: y`)]), 431],
    [
      "101 headers",
      head(["host: a", "content-length: 2", ...Array.from({ length: 100 }, (_, i) => `x-${i}: y`)]) + body,
      431,
    ],
    ["a header with a line break of half", head(["host: a", "x: a\rb", "content-length: 2"]) + body, 400],
    ["HTTP/0.9", "GET /hooks/t\r\n", 400],
    ["HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400],
    ["a URL of 5 KiB", head(["host: a", "content-length: 2"], `POST /hooks/${"t".repeat(5_000)} HTTP/1.1`) + body, 414],
  ])("%s", async (_, sent, expected) => {
    const raw = openRaw(served.port);
    raw.write(sent);
    raw.socket.end();
    const { text } = await raw.closed();
    expect(statusesIn(text)).toEqual([expected]);
    expect(text).not.toContain("evil");
    expect(await storedCount()).toBe(0);
  });
});

describe("C7 senders that hang up", () => {
  it("leave no row, no error and no open file behind", async () => {
    const openFiles = () => readdirSync("/proc/self/fd").length;
    await post(anypingBody("c7-warm"));
    const before = openFiles();
    served.logged.length = 0;
    for (let round = 0; round < 4; round++) {
      const raws = Array.from({ length: 25 }, () => openRaw(served.port));
      for (const raw of raws) raw.write(`${rawPost(anypingBody("c7"), { "content-length": "5000" })}{"id"`);
      await sleep(50);
      for (const raw of raws) raw.socket.resetAndDestroy();
      await Promise.all(raws.map((raw) => raw.closed()));
    }
    await expect.poll(openFiles).toBeLessThanOrEqual(before + 5);
    expect(await storedCount()).toBe(1);
    const loud = served.logged
      .map((line) => JSON.parse(line))
      .filter(({ level, msg }) => level > 20 && msg !== "refused");
    expect(loud).toEqual([]);
    expect(await post(anypingBody("c7-after"))).toBe(200);
  });
});

describe("C8 many requests on one connection", () => {
  it("are answered in order, however fast they come", async () => {
    const raw = openRaw(served.port);
    const bodies = Array.from({ length: 100 }, (_, i) => anypingBody(`c8-${String(i).padStart(3, "0")}`));
    raw.write(bodies.map((body) => rawPost(body) + body).join(""));
    await expect.poll(() => statusesIn(raw.received())).toEqual(Array(100).fill(200));
    raw.socket.end();
    const { text } = await raw.closed();
    const told = [...text.matchAll(/dlv_[0-9a-f]{32}/g)].map(([id]) => id);
    const rows = await served.db
      .sql`select 'dlv_' || replace(id::text, '-', '') as id from deliveries order by sender_delivery_id`;
    expect(told).toEqual(rows.map(({ id }) => id));
  });

  it("a thousand, twenty at a time", async () => {
    const raw = openRaw(served.port);
    for (let sent = 0; sent < 1_000; sent += 20) {
      const bodies = Array.from({ length: 20 }, (_, i) => anypingBody(`c8-kept-${sent + i}`));
      raw.write(bodies.map((body) => rawPost(body) + body).join(""));
      while (statusesIn(raw.received()).length < sent + 20) await sleep(1);
    }
    expect(new Set(statusesIn(raw.received()))).toEqual(new Set([200]));
    expect(await storedCount()).toBe(1_000);
    raw.socket.destroy();
  }, 60_000);
});
