import { setTimeout as sleep } from "node:timers/promises";
import { newUuid } from "@signalbox/core";
import { findDelivery, noteRepeats, repeatsKeptMax } from "@signalbox/database";
import { createTestDatabase, emptyTables, type TestDatabase } from "@signalbox/testkit";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
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
let one: TestIngest;
let two: TestIngest;
let anyping: TestSource;
let failpoint: (name: string) => Promise<void> | void = () => {};

beforeAll(async () => {
  test = await createTestDatabase();
  one = await startTestIngest(test.url, { failpoint: (name) => failpoint(name) });
  two = await startTestIngest(test.url);
  anyping = await addSource(one.db, { key: "anyping", secrets: [{ label: "first", value: anypingSecret }] });
});
afterAll(async () => {
  await Promise.all([one.close(), two.close()]);
  await test.drop();
});
beforeEach(async () => {
  failpoint = () => {};
  await emptyTables(one.db.sql, filled);
});

const raced = {
  id: newUuid(),
  idBasis: "sender" as const,
  receivedAt: Date.now(),
  lane: "normal" as const,
  method: "POST",
  headersJson: "[]",
  query: null,
  verification: {} as never,
  remoteAddress: null,
};

type Told = { status: number; deliveryId: string; duplicate: boolean };
async function post(source: TestSource, body: string, on = one, headers = signedHeaders(body)): Promise<Told> {
  const answer = await fetch(`${on.url}${source.path}`, { method: "POST", body, headers });
  return { status: answer.status, ...((await answer.json()) as Omit<Told, "status">) };
}
const filled = ["deliveries", "delivery_bodies", "delivery_repeats", "graphile_worker._private_jobs"];
const sql = (...query: Parameters<TestIngest["db"]["sql"]>) => one.db.sql(...query);
const stored = () =>
  sql`select id, sender_delivery_id as name, id_basis as basis, source_id from deliveries order by received_at, id`;
const jobbed = async () => (await sql`select payload from graphile_worker._private_jobs`).flatMap((job) => job.payload);

describe("B1 fifty copies at once to two servers", () => {
  it("are one row in one job and fifty 200s, one of them no duplicate", async () => {
    for (let round = 0; round < 5; round++) {
      const body = anypingBody(`b1-${round}`);
      const told = await Promise.all(Array.from({ length: 50 }, (_, i) => post(anyping, body, i % 2 ? one : two)));
      expect(told.map(({ status }) => status)).toEqual(Array(50).fill(200));
      expect(new Set(told.map(({ deliveryId }) => deliveryId)).size).toBe(1);
      expect(told.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
    }
    const rows = await stored();
    expect(rows).toHaveLength(5);
    expect((await jobbed()).sort()).toEqual(rows.map(({ id }) => id).sort());
    const [repeats] =
      await sql`select count(*)::int as count, count(conflicting_body)::int as conflicts from delivery_repeats`;
    expect(repeats).toEqual({ count: 245, conflicts: 0 });
  });
});

describe("a delivery that is repeated for ever", () => {
  it("fills no table: the first repeats are kept, all are counted, another body is still seen (B3)", async () => {
    const body = anypingBody("endless");
    const wave = (count: number) =>
      Promise.all(Array.from({ length: count }, (_, i) => post(anyping, body, i % 2 ? one : two)));
    const first = await wave(repeatsKeptMax + 51);
    const kept = async () => (await sql`select count(*)::int as n from delivery_repeats`)[0]!.n as number;
    const afterFirst = await kept();
    expect(afterFirst).toBeGreaterThanOrEqual(repeatsKeptMax);
    await wave(80);
    expect(await kept()).toBe(afterFirst);
    const { deliveryId } = first[0]!;
    const known = async () => findDelivery(one.db.read, (await sql`select id from deliveries`)[0]!.id as string);
    expect(await known()).toMatchObject({ duplicates: repeatsKeptMax + 130, conflict: false });

    const other = anypingBody("endless", "other");
    expect(await post(anyping, other)).toMatchObject({ status: 200, duplicate: true, deliveryId });
    expect(await kept()).toBe(afterFirst + 1);
    expect(await known()).toMatchObject({ duplicates: repeatsKeptMax + 131, conflict: true });
  });
});

describe("B2 two servers that store the same deliveries in opposite order", () => {
  it("never fail each other", async () => {
    const ids = Array.from({ length: 8 }, (_, i) => `b2-${i}`);
    for (let round = 0; round < 60; round++) {
      const bodies = ids.map((id) => anypingBody(`${id}-${round}`));
      const both = [
        ...bodies.map((body) => post(anyping, body, one)),
        ...bodies.toReversed().map((body) => post(anyping, body, two)),
      ];
      expect((await Promise.all(both)).map(({ status }) => status)).toEqual(Array(16).fill(200));
    }
    expect(await stored()).toHaveLength(480);
    expect(await jobbed()).toHaveLength(480);
  });
});

describe("B3 the same id with another body", () => {
  it("is answered as a duplicate; the first is kept, the other stands beside it", async () => {
    const [first, other] = [anypingBody("b3", "i1"), anypingBody("b3", "i2")];
    const told = await post(anyping, first);
    expect(await post(anyping, other)).toEqual({ status: 200, deliveryId: told.deliveryId, duplicate: true });
    expect(await post(anyping, first)).toMatchObject({ duplicate: true });
    const repeats = await sql`select conflicting_body as body from delivery_repeats order by id`;
    expect(repeats.map(({ body }) => body?.toString() ?? null)).toEqual([other, null]);
    expect((await sql`select body from delivery_bodies`).map(({ body }) => body.toString())).toEqual([first]);
    expect(await jobbed()).toHaveLength(1);
  });

  it("and of those that raced it no more than ten are kept either", async () => {
    await post(anyping, anypingBody("raced"));
    const [first] = await sql`select id, source_id, sender_delivery_id as name from deliveries`;
    for (let i = 0; i < 12; i++) {
      const row = {
        ...raced,
        sourceId: first!.source_id,
        senderDeliveryId: first!.name,
        body: Buffer.from(`other ${i}`),
      };
      expect(await noteRepeats(one.db.sql, [row])).toEqual([first!.id]);
    }
    const [kept] =
      await sql`select count(*)::int as count, count(conflicting_body)::int as bodies from delivery_repeats`;
    expect(kept).toEqual({ count: 12, bodies: 10 });
  });

  it("within one batch as well; and only ten of the other bodies are kept", async () => {
    const bodies = Array.from({ length: 14 }, (_, i) => anypingBody("b3-batch", `i${i}`));
    const held = holdBatches();
    const answers = Promise.all(bodies.map((body) => post(anyping, body)));
    await held.release();
    expect(new Set((await answers).map(({ deliveryId }) => deliveryId)).size).toBe(1);
    for (let i = 0; i < 3; i++) await post(anyping, anypingBody("b3-batch", `late${i}`));
    expect(await stored()).toHaveLength(1);
    const [repeats] = await sql`select count(*)::int as count from delivery_repeats`;
    expect(repeats!.count).toBe(16);
    for (let i = 0; i < 20; i++) await post(anyping, anypingBody("b3-many", `i${i}`));
    const [kept] = await sql`select count(conflicting_body)::int as count from delivery_repeats
      where delivery_id = (select id from deliveries where sender_delivery_id = 'b3-many')`;
    expect(kept!.count).toBe(10);
  });
});

function holdBatches() {
  let free = () => {};
  const freed = new Promise<void>((resolve) => {
    free = resolve;
  });
  failpoint = (name) => (name === "ingest.beforeBegin" ? freed : undefined);
  return {
    async release() {
      await sleep(150);
      failpoint = () => {};
      free();
    },
  };
}

describe("B4 a duplicate that comes while the first is being stored", () => {
  it("is stored where the first rolls back", async () => {
    await sql`create function hold_then_fail() returns trigger language plpgsql as $$
      begin
        if current_setting('application_name') = 'first to fail' then perform pg_sleep(0.5); raise exception 'rolled back' using errcode = '40000'; end if;
        return new;
      end $$`;
    await sql`create trigger slow_first after insert on deliveries for each row execute function hold_then_fail()`;
    const url = new URL(test.url);
    const failing = await startTestIngest(url.href, { applicationName: "first to fail" });
    try {
      const body = anypingBody("b4");
      const first = post(anyping, body, failing);
      await sleep(150);
      const second = await post(anyping, body, one);
      expect((await first).status).toBe(503);
      expect(second).toMatchObject({ status: 200, duplicate: false });
      expect([(await stored()).length, (await jobbed()).length]).toEqual([1, 1]);
    } finally {
      await sql`drop trigger slow_first on deliveries`;
      await failing.close();
    }
  });
});

describe("B5 a sender without ids", () => {
  const at = { status: "open", title: "down", incident_id: "7" };
  let source: TestSource;
  beforeAll(async () => {
    source = await addSource(one.db, { key: "no-ids", sender: "alertmanager", auth: { scheme: "url" } });
  });

  it("that tells the time of the occurrence: the same body is a duplicate, for ever", async () => {
    const alert = {
      status: "firing",
      labels: { alertname: "Down" },
      annotations: {},
      startsAt: "2026-11-02T10:00:00Z",
      fingerprint: "f1",
    };
    const body = JSON.stringify({ version: "4", groupKey: "g", status: "firing", receiver: "r", alerts: [alert] });
    const first = await post(source, body, one, {});
    expect(await post(source, body, two, {})).toEqual({ status: 200, deliveryId: first.deliveryId, duplicate: true });
    expect(await stored()).toMatchObject([{ basis: "derived" }]);
  });

  it("that tells none: each POST stands alone", async () => {
    const plain = await addSource(one.db, { key: "no-time", sender: "generic", auth: { scheme: "url" } });
    const body = JSON.stringify(at);
    const told = [await post(plain, body, one, {}), await post(plain, body, one, {})];
    expect(told.map(({ duplicate }) => duplicate)).toEqual([false, false]);
    expect(await stored()).toMatchObject([{ basis: "fresh" }, { basis: "fresh" }]);
  });
});

describe("B6 any id that a sender makes up", () => {
  it.each([
    ["nothing", "", "fresh"],
    ["one character", "x", "sender"],
    ["255 characters", "x".repeat(255), "sender"],
    ["256 characters", "x".repeat(256), "hashed"],
    ["20,000 characters", "x".repeat(20_000), "hashed"],
    ["another script", "дежурный-☎-é", "sender"],
    ["NUL", "a\u0000b", "hashed"],
    ["a line feed", "a\nb", "hashed"],
    ["half a surrogate pair", "a\ud800b", "hashed"],
    ["SQL", "'; drop table deliveries; --", "sender"],
    ["dots and slashes", "../../a.b%00", "sender"],
  ])("%s", async (_, id, basis) => {
    const body = anypingBody(id);
    expect(await post(anyping, body)).toMatchObject({ status: 200, duplicate: false });
    expect(await post(anyping, body)).toMatchObject({ status: 200, duplicate: basis !== "fresh" });
    const [row] = await stored();
    expect(row).toMatchObject({ basis });
    if (basis === "sender") expect(row!.name).toBe(id);
    if (basis === "hashed") expect(row!.name).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it("is never refused once the signature is right, and two ids are never one", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.string({ unit: "binary", minLength: 1, maxLength: 300 }), { minLength: 2, maxLength: 6 }),
        async (ids) => {
          await emptyTables(one.db.sql, filled);
          const told = await Promise.all(ids.map((id) => post(anyping, anypingBody(id))));
          expect(told.map(({ status, duplicate }) => [status, duplicate])).toEqual(ids.map(() => [200, false]));
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe("B7 the same id at two sources", () => {
  it("is two deliveries", async () => {
    const other = await addSource(one.db, { key: "b7-other", secrets: [{ label: "", value: anypingSecret }] });
    const body = anypingBody("b7");
    expect([await post(anyping, body), await post(other, body)]).toMatchObject([
      { duplicate: false },
      { duplicate: false },
    ]);
    expect((await stored()).map(({ source_id }) => source_id).sort()).toEqual([anyping.id, other.id].sort());
  });
});
