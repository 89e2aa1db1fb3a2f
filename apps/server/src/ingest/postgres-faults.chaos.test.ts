import { setTimeout as sleep } from "node:timers/promises";
import { createTestDatabase, type NetProxy, startNetProxy, type TestDatabase } from "@signalbox/testkit";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
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
let proxy: NetProxy;
let served: TestIngest;
let anyping: TestSource;
let admin: pg.Client;
beforeAll(async () => {
  test = await createTestDatabase();
  const url = new URL(test.url);
  proxy = await startNetProxy({ port: Number(url.port), host: url.hostname });
  url.hostname = "127.0.0.1";
  url.port = String(proxy.port);
  served = await startTestIngest(url.href);
  anyping = await addSource(served.db, { key: "anyping", secrets: [{ label: "", value: anypingSecret }] });
  admin = new pg.Client({ connectionString: test.url });
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await served.close();
  await proxy.close();
  await test.drop();
});

type Told = { id: string; status: number; ms: number };
async function post(id: string): Promise<Told> {
  const body = anypingBody(id);
  const startedAt = performance.now();
  const answer = await fetch(`${served.url}${anyping.path}`, { method: "POST", body, headers: signedHeaders(body) });
  await answer.arrayBuffer();
  return { id, status: answer.status, ms: performance.now() - startedAt };
}

async function storedIds(): Promise<string[]> {
  const { rows } = await admin.query<{ id: string }>("select sender_delivery_id as id from deliveries");
  return rows.map(({ id }) => id);
}

/** Posts one delivery every 20 ms until stopped; each gets an answer. */
function trickle(prefix: string) {
  const told: Promise<Told>[] = [];
  const timer = setInterval(() => told.push(post(`${prefix}-${told.length}`)), 20);
  return {
    async stop(): Promise<Told[]> {
      clearInterval(timer);
      return Promise.all(told);
    },
  };
}

async function expectKept(told: Told[]): Promise<void> {
  const stored = await storedIds();
  const acknowledged = told.filter(({ status }) => status === 200).map(({ id }) => id);
  expect(acknowledged.filter((id) => !stored.includes(id))).toEqual([]);
  expect(new Set(stored).size).toBe(stored.length);
  expect(told.filter(({ status }) => status !== 200 && status !== 503)).toEqual([]);
}

async function untilServed(withinMs: number, id: string): Promise<void> {
  await expect.poll(async () => (await post(id)).status, { timeout: withinMs, interval: 200 }).toBe(200);
}

describe("E9 the table is locked for ten seconds", () => {
  it("is answered 503 after the lock's time limit, and served when it is free", async () => {
    await admin.query("begin; lock table deliveries in access exclusive mode");
    const told = await Promise.all([post("e9-1"), post("e9-2")]);
    expect(told.map(({ status }) => status)).toEqual([503, 503]);
    expect(Math.max(...told.map(({ ms }) => ms))).toBeLessThan(6_000);
    await admin.query("rollback");
    await untilServed(3_000, "e9-after");
  });
});

describe("E8 the database is read-only", () => {
  it("is answered 503, acknowledges nothing, and is served when it can be written to", async () => {
    const { rows } = await admin.query<{ name: string }>("select current_database() as name");
    const name = `"${rows[0]!.name}"`;
    // What holds for new sessions has to hold for all.
    const endOthers =
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()";
    await admin.query(`alter database ${name} set default_transaction_read_only = on`);
    await admin.query(endOthers);
    await expect.poll(async () => (await post("e8-reconnected")).status).toBe(503);
    const told = await Promise.all([post("e8-1"), post("e8-2")]);
    expect(told.map(({ status }) => status)).toEqual([503, 503]);
    expect((await storedIds()).filter((id) => /^e8-\d/.test(id))).toEqual([]);
    await admin.query(`alter database ${name} reset default_transaction_read_only`);
    await admin.query(endOthers);
    await untilServed(5_000, "e8-after");
  });
});

describe("E10 the network between us and Postgres", () => {
  it("is cut now and again: nothing acknowledged is lost, nobody waits for long", async () => {
    const trickling = trickle("e10-cut");
    for (let round = 0; round < 5; round++) {
      await sleep(400);
      proxy.set({ mode: "cut" });
      await sleep(200);
      proxy.set({ mode: "pass" });
    }
    await untilServed(5_000, "e10-cut-after");
    const told = await trickling.stop();
    await expectKept(told);
    expect(told.some(({ status }) => status === 200)).toBe(true);
    expect(Math.max(...told.map(({ ms }) => ms))).toBeLessThan(8_500);
  });

  it("ends in the middle of answers: likewise", async () => {
    proxy.set({ mode: "cutAfterBytes", bytes: 4_000 });
    const told = await Promise.all(Array.from({ length: 60 }, (_, i) => post(`e10-bytes-${i}`)));
    proxy.set({ mode: "pass" });
    await untilServed(5_000, "e10-bytes-after");
    await expectKept(told);
  });

  it("swallows everything: 503 within 6 s, and served again within 30 s of its end", async () => {
    await post("e10-hole-before");
    proxy.set({ mode: "blackhole" });
    const trickling = trickle("e10-hole");
    await sleep(8_000);
    const told = await trickling.stop();
    expect(told.every(({ status }) => status === 503)).toBe(true);
    expect(Math.max(...told.map(({ ms }) => ms))).toBeLessThan(8_500);
    proxy.set({ mode: "pass" });
    await untilServed(30_000, "e10-hole-after");
    await expectKept(told);
  });
});
