import { newUuid } from "@signalbox/core";
import { findFailureRetry, insertFailureRetry, planFailureRetry, stopFailureRetry } from "@signalbox/database";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startTestPerform, type TestPerform } from "../perform/start-test-perform.ts";
import { retryFailure } from "./retry-failure.ts";
import { retryMany } from "./retry-many.ts";

let world: TestPerform;
beforeAll(async () => {
  world = await startTestPerform();
});
afterAll(() => world.stop());
beforeEach(async () => {
  await world.db.sql`truncate failure_retries, failures`;
  await world.db.sql`delete from graphile_worker._private_jobs`;
  await world.db.sql`update actions set state = 'cancelled', finished_at = now() where state <> 'cancelled'`;
});

const ops = { kind: "person", name: "ops@example.test" } as const;

async function addFailed(count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) {
    const { actionId } = await world.order(await world.openIncident(), "ticket");
    await world.db.sql`update actions set state = 'failed', finished_at = now() where id = ${actionId}`;
  }
}
const addFailure = (kind: string, cause: string, subjectId = "desk", details: object = {}) =>
  world.db.sql`insert into failures (id, kind, cause, subject_kind, subject_id, reason, details, first_at, last_at)
    values (${newUuid()}, ${kind}, ${cause}, 'connection', ${subjectId}, 'r', ${world.db.sql.json(details as never)},
      now() - interval '1 hour', now())`;

async function order(filter: Parameters<typeof planFailureRetry>[1] = {}): Promise<string> {
  const id = newUuid();
  const { items } = await planFailureRetry(world.db.read, filter);
  await world.db.transaction((tx) => insertFailureRetry(tx, { id, filter: {}, items, actor: ops, now: Date.now() }));
  return id;
}
const waiting = async () => {
  const [row] = await world.db.sql<{ n: number }[]>`select count(*)::int as n from actions where state = 'waiting'`;
  return row!.n;
};

describe("retryMany", () => {
  it("releases a few at a time, goes on in a job of its own, and says how far it is", async () => {
    await addFailed(25);
    await addFailure("action-failed", "connection:desk");
    const retryId = await order({ connection: "desk" });
    expect(await retryMany(world.deps, { retryId })).toEqual({ outcome: "goes-on", tried: 20 });
    expect(await waiting()).toBe(20);
    expect(await findFailureRetry(world.db.read, retryId)).toMatchObject({ total: 25, done: 20, finishedAt: null });
    const [job] = await world.db.sql<{ s: number }[]>`
      select max(extract(epoch from run_at - now()))::float8 as s from graphile_worker.jobs
      where task_identifier = 'retry_failures'`;
    expect(job!.s).toBeGreaterThan(0);
    expect(await retryMany(world.deps, { retryId })).toEqual({ outcome: "ended", tried: 5 });
    expect(await findFailureRetry(world.db.read, retryId)).toMatchObject({ done: 25, retried: 25 });
    expect(await retryMany(world.deps, { retryId })).toEqual({ outcome: "ended", tried: 0 });
  });

  it("does each once when two workers run it, and tells what had ended meanwhile", async () => {
    await addFailed(12);
    await addFailure("action-failed", "connection:desk");
    const retryId = await order();
    await world.db
      .sql`update actions set state = 'done' where id in (select id from actions where state = 'failed' limit 2)`;
    await Promise.all([1, 2].map(() => retryMany(world.deps, { retryId })));
    expect(await findFailureRetry(world.db.read, retryId)).toMatchObject({ done: 12, retried: 10 });
    const journal = await world.db
      .sql`select 1 from journal where verb = 'action.retried' and at > now() - interval '1 minute'`;
    expect(journal.length).toBeGreaterThanOrEqual(10);
    expect(await world.db.sql`select id from graphile_worker.jobs where task_identifier = 'perform'`).toHaveLength(10);
  });

  it("stops where somebody stops it, once", async () => {
    await addFailed(3);
    await addFailure("action-failed", "connection:desk");
    const id = await order();
    const stop = () => world.db.transaction((tx) => stopFailureRetry(tx, { id, actor: ops, now: Date.now() }));
    expect((await Promise.all([stop(), stop()])).filter(Boolean)).toHaveLength(1);
    expect(await retryMany(world.deps, { retryId: id })).toEqual({ outcome: "ended", tried: 0 });
    expect(await waiting()).toBe(0);
  });

  it("plans by kind, connection and source, and counts what can't be tried", async () => {
    await addFailed(2);
    const other = await world.addConnection("other", "ticket-json", {});
    await addFailure("action-failed", "connection:desk");
    await addFailure("rule-not-evaluable", "rule-1");
    await world.db
      .sql`insert into connection_health (connection_id, paused_at, paused_reason) values (${other}, now(), '401')
      on conflict (connection_id) do update set paused_at = now(), paused_reason = '401'`;
    await addFailure("connection-paused", "connection:other", "other");
    await world.db
      .sql`insert into deliveries (id, source_id, sender_delivery_id, received_at, id_basis, body_sha256, state, reason, finished_at)
      values (${newUuid()}, ${world.company.source}, 'd1', now(), 'sender', sha256('x'), 'failed', 'unreadable', now())`;
    await addFailure("delivery-unreadable", "anyping", "d1", { source: "anyping" });

    const all = await planFailureRetry(world.db.read, {});
    expect(all).toMatchObject({ failures: 3, others: 1, isCut: false });
    expect(all.items.map(({ kind }) => kind)).toEqual(["connection", "action", "action", "delivery"]);
    const plan = async (filter: Parameters<typeof planFailureRetry>[1]) =>
      (await planFailureRetry(world.db.read, filter)).items.map(({ kind }) => kind);
    expect(await plan({ kind: "action-failed" })).toEqual(["action", "action"]);
    expect(await plan({ connection: "other" })).toEqual(["connection"]);
    expect(await plan({ source: "anyping" })).toEqual(["delivery"]);
    expect(await plan({ to: Date.now() - 2 * 3_600_000 })).toEqual([]);

    const retryId = await order({ source: "anyping" });
    await retryMany(world.deps, { retryId });
    const [delivery] = await world.db.sql<{ state: string }[]>`select state from deliveries`;
    expect(delivery!.state).toBe("received");
  });

  it("one failure that stands for many goes the same way", async () => {
    await addFailed(21);
    await addFailure("action-failed", "connection:desk");
    const [failure] = await world.db.sql<{ id: string }[]>`select id from failures`;
    const by = { actor: { actorKind: "person", actor: "ops" } as const, now: Date.now(), newId: newUuid };
    const outcome = await world.db.transaction((tx) => retryFailure(tx, { ...by, failureId: failure!.id }));
    expect(outcome).toMatchObject({ outcome: "later", count: 21 });
    expect(await waiting()).toBe(0);
    const retry = await world.db.sql`select payload from graphile_worker._private_jobs`;
    expect(retry).toHaveLength(1);
  });
});
