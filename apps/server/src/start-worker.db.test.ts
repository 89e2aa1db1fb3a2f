import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { newUuid } from "@signalbox/core";
import { type Database, openDatabase, storeSecret } from "@signalbox/database";
import { createTestDatabase, type PracticeDesk, startPracticeDesk, type TestDatabase } from "@signalbox/testkit";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readEnv } from "./env.ts";
import { type RunningWorker, startWorker } from "./start-worker.ts";

let database: TestDatabase;
let db: Database;
let desk: PracticeDesk;
const secretKey = randomBytes(32);
beforeEach(async () => {
  database = await createTestDatabase();
  db = openDatabase({ url: database.url, applicationName: "test worker", poolSize: 2 });
  desk = await startPracticeDesk();
});
afterEach(async () => {
  await desk.end();
  await db.close();
  await database.drop();
});

function start(): Promise<RunningWorker> {
  return startWorker(
    readEnv({
      SIGNALBOX_ROLE: "worker",
      DATABASE_URL: database.url,
      SIGNALBOX_SECRET_KEY: secretKey.toString("base64"),
      SIGNALBOX_ALLOW_NETWORKS: `127.0.0.1/32:${desk.port}`,
      SIGNALBOX_SOLE_WORKER: "1",
      LOG_LEVEL: "silent",
    }),
  );
}

/** An action with its job, as a rule would order it; it stands for no obligation. */
async function orderTicket(): Promise<string> {
  const id = newUuid();
  const ticket = { create: { path: "/tickets", body: { title: "from the worker" }, id: "$.id" } };
  const config = { baseUrl: desk.url, auth: { bearer: { kept: true } }, timeout: "20s", ticket };
  const [row] = await db.sql<{ id: number }[]>`
    insert into connections (key, name, kind, config) values (${`desk-${id}`}, 'desk', 'ticket-json', ${db.sql.json(config)})
    returning id`;
  const connectionId = row!.id;
  await db.transaction(async (tx) => {
    const secret = { field: "bearer", label: "", value: desk.token };
    await storeSecret(tx, secretKey, { ownerKind: "connection", ownerId: connectionId, ...secret });
  });
  const at = new Date().toISOString();
  await db.sql`insert into actions (id, made_at, kind, verb, connection_id, due_at, next_try_at, idempotency_key)
    values (${id}, ${at}, 'ticket', 'create', ${connectionId}, ${at}, ${at}, ${id})`;
  await db.sql`select graphile_worker.add_job('perform', ${db.sql.json({ actionId: id })}::json)`;
  return id;
}

async function stateOf(id: string): Promise<string> {
  const [row] = await db.sql<{ state: string }[]>`select state from actions where id = ${id}`;
  return row!.state;
}

it("takes jobs, beats while it lives, and is gone in good order", async () => {
  const worker = await start();
  expect(worker.isAlive()).toBe(true);
  const [beats] = await db.sql`select count(*)::int as n from worker_liveness`;
  expect(beats).toEqual({ n: 3 });
  const id = await orderTicket();
  for (let i = 0; i < 100 && (await stateOf(id)) !== "done"; i += 1) await sleep(50);
  expect(await desk.tickets()).toMatchObject([{ title: "from the worker" }]);
  await worker.close();
  expect(worker.isAlive()).toBe(false);
  expect(await db.sql`select 1 from worker_liveness`).toHaveLength(0);
});

it("watches itself, and says that a worker is alive", async () => {
  process.env.SIGNALBOX_TIME_SCALE = "0.004";
  const worker = await start();
  delete process.env.SIGNALBOX_TIME_SCALE;
  const signs = async () => (await db.sql<{ name: string }[]>`select name from own_signs`).map(({ name }) => name);
  for (let i = 0; i < 100 && (await signs()).length === 0; i += 1) await sleep(50);
  expect(await signs()).toEqual(expect.arrayContaining(["clock", "lane:process"]));
  expect(await db.sql`select part from part_beats`).toMatchObject([{ part: "worker" }]);
  expect(await db.sql`select kind from failures`).toHaveLength(0);
  await worker.close();
});

it("lets a call end that is under way when it is stopped (D14)", async () => {
  const worker = await start();
  await desk.fail({ target: "tickets", kind: "slow", ms: 3_000, times: 1 });
  const id = await orderTicket();
  for (let i = 0; i < 100 && (await stateOf(id)) !== "running"; i += 1) await sleep(20);
  await worker.close();
  expect(await stateOf(id)).toBe("done");
  expect(await db.sql`select 1 from graphile_worker.jobs where locked_at is not null`).toHaveLength(0);
});

it("calls no api process, whatever the allowed networks say", async () => {
  await db.sql`insert into api_listeners (port, host, addresses, seen_at) values (${desk.port}, '0.0.0.0', '{}', now())`;
  const worker = await start();
  const id = await orderTicket();
  for (let i = 0; i < 100 && (await stateOf(id)) !== "failed"; i += 1) await sleep(50);
  const [{ reason } = { reason: "" }] = await db.sql<{ reason: string }[]>`select reason from actions where id = ${id}`;
  expect(reason).toMatch(/of this machine is our own/);
  await worker.close();
});

it("takes over at start what a lost worker held", async () => {
  const id = await orderTicket();
  await db.sql`update graphile_worker._private_jobs set locked_at = now(), locked_by = 'pool-lost', attempts = 1`;
  const worker = await start();
  for (let i = 0; i < 100 && (await stateOf(id)) !== "done"; i += 1) await sleep(50);
  expect(await stateOf(id)).toBe("done");
  await worker.close();
});
