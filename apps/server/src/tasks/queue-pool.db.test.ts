import { setTimeout as sleep } from "node:timers/promises";
import { createTestDatabase, type NetProxy, startNetProxy, type TestDatabase } from "@signalbox/testkit";
import type pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { QueuePool } from "./queue-pool.ts";

let database: TestDatabase;
let proxy: NetProxy;
let pool: QueuePool;
beforeEach(async () => {
  database = await createTestDatabase();
  proxy = await startNetProxy({ port: Number(new URL(database.url).port) });
  const url = new URL(database.url);
  url.port = String(proxy.port);
  pool = new QueuePool({ connectionString: url.href, max: 2 });
});
afterEach(async () => {
  await pool.end();
  await proxy.close();
  await database.drop();
});

const use = async <T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> => {
  const client = await pool.connect();
  try {
    return await work(client);
  } finally {
    client.release();
  }
};

describe("QueuePool", () => {
  it("tells a lost connection as what the queue tries again, and gives a new one", async () => {
    const lost = use((client) => client.query("select pg_terminate_backend(pg_backend_pid())"));
    await expect(lost).rejects.toMatchObject({ code: "40001" });
    expect((await use((client) => client.query("select 1 as one"))).rows).toEqual([{ one: 1 }]);
  });

  it("leaves what Postgres says about a statement as it is", async () => {
    await expect(use((client) => client.query("select 1 / 0"))).rejects.toMatchObject({ code: "22012" });
  });

  it("waits for Postgres, unless the process is about to end", async () => {
    proxy.set({ mode: "cut" });
    await sleep(100);
    const waiting = pool.connect();
    await sleep(300);
    proxy.set({ mode: "pass" });
    (await waiting).release();

    proxy.set({ mode: "cut" });
    await sleep(100);
    const left = pool.connect().then(
      () => "connected",
      (error: { code: string }) => error.code,
    );
    pool.leave();
    expect(await left).toBe("40001");
  });
});
