import { setTimeout as sleep } from "node:timers/promises";
import { createTestDatabase, type TestDatabase } from "@signalbox/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openRaw, type RawConnection, statusesIn } from "./raw-http.ts";
import {
  addSource,
  anypingBody,
  anypingSecret,
  signedHeaders,
  startTestIngest,
  type TestIngest,
  type TestSource,
} from "./start-test-ingest.ts";

const connectionsMax = 60;
let test: TestDatabase;
let served: TestIngest;
let anyping: TestSource;
let posted = 0;
const opened: RawConnection[] = [];

beforeAll(async () => {
  test = await createTestDatabase();
  served = await startTestIngest(test.url, {
    server: { headersTimeout: 1_000, requestTimeout: 1_500, connectionsCheckingInterval: 100 },
    connectionsMax,
  });
  anyping = await addSource(served.db, { key: "anyping", secrets: [{ label: "first", value: anypingSecret }] });
});
afterAll(async () => {
  for (const raw of opened) raw.socket.destroy();
  await served.close();
  await test.drop();
});

function open(amount: number): RawConnection[] {
  const raws = Array.from({ length: amount }, () => openRaw(served.port));
  opened.push(...raws);
  return raws;
}

function request(length?: number): string {
  const body = anypingBody(`slow-${posted++}`);
  const headers = { host: "localhost", "content-length": String(length ?? body.length), ...signedHeaders(body) };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST ${anyping.path} HTTP/1.1\r\n${lines.join("")}\r\n${body}`;
}

/** Answers of requests on a new connection each, one after the other, until `ended`. */
async function postMeanwhile(ended: Promise<unknown>): Promise<string[]> {
  const answers: string[] = [];
  let isOver = false;
  void ended.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    const [raw] = open(1);
    raw!.write(request());
    await expect.poll(() => statusesIn(raw!.received())).toHaveLength(1);
    answers.push(...statusesIn(raw!.received()).map(String));
    raw!.socket.destroy();
    await sleep(20);
  }
  return answers;
}

/** Sends a byte now and then until the other side has had enough. */
async function dribble(raw: RawConnection, text: string): Promise<number[]> {
  const timer = setInterval(() => raw.socket.writable && raw.write(text), 100);
  const { text: told } = await raw.closed();
  clearInterval(timer);
  return statusesIn(told);
}

describe("C6 slow clients", () => {
  it.each([
    ["say nothing", "", ""],
    ["send their headers byte by byte", "POST /hooks/t HTTP/1.1\r\nx: ", "y"],
    ["send their body byte by byte", null, "x"],
  ])("that %s are told 408 in time, and others are served meanwhile", async (_, first, rest) => {
    const slow = open(30);
    for (const raw of slow) raw.write(first ?? request(100_000));
    const ended = Promise.all(slow.map((raw) => dribble(raw, rest)));
    const others = await postMeanwhile(ended);
    expect(new Set((await ended).map((statuses) => statuses.join()))).toEqual(new Set(["408"]));
    expect(others.length).toBeGreaterThan(5);
    expect(new Set(others)).toEqual(new Set(["200"]));
  });

  it("that never read their answers hold up nobody", async () => {
    const deaf = open(5);
    for (const raw of deaf) {
      raw.socket.pause();
      for (let i = 0; i < 20; i++) raw.write(request());
    }
    const [raw] = open(1);
    raw!.write(request());
    await expect.poll(() => statusesIn(raw!.received())).toEqual([200]);
    for (const one of [raw!, ...deaf]) one.socket.destroy();
  });
});

describe("C9 more connections than there is room for", () => {
  it("are turned away at once while those there are served, and idle ones give way", async () => {
    const idle = open(connectionsMax);
    for (const raw of idle) raw.write(request());
    for (const raw of idle) await expect.poll(() => statusesIn(raw.received())).toEqual([200]);
    const [busy, ...quiet] = idle;
    busy!.write(request().slice(0, -5));
    const [late] = open(1);
    expect((await late!.closed()).text).toBe("");
    for (const raw of quiet.slice(0, 5)) await raw.closed();
    const [next] = open(1);
    next!.write(request());
    await expect.poll(() => statusesIn(next!.received())).toEqual([200]);
    expect(statusesIn((await busy!.closed()).text)).toEqual([200, 408]);
  });
});
