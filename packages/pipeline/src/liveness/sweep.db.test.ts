import { newUuid } from "@signalbox/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPerform, type TestPerform } from "../perform/start-test-perform.ts";
import { recoverAlone } from "./recover-alone.ts";
import { startHeartbeat } from "./start-heartbeat.ts";
import { sweep } from "./sweep.ts";
import { upkeep } from "./upkeep.ts";

let world: TestPerform;
beforeEach(async () => {
  world = await startTestPerform();
});
afterEach(() => world.stop());

const poolId = "pool-0123456789abcdef01";

async function addLockedJob(
  lockedFor: string,
  task = "perform",
  payload: object = { actionId: newUuid() },
): Promise<void> {
  await world.db.sql`select graphile_worker.add_job(${task}, ${world.db.sql.json(payload as never)}::json)`;
  await world.db
    .sql`update graphile_worker._private_jobs set locked_at = now() - ${lockedFor}::interval, locked_by = ${poolId}, attempts = 1
    where locked_at is null`;
}
const locked = async () => {
  const [row] = await world.db.sql<
    { n: number }[]
  >`select count(locked_at)::int as n from graphile_worker._private_jobs`;
  return row!.n;
};
const jobsOf = async (task: string) => {
  const rows = await world.db.sql<{ payload: object }[]>`select j.payload from graphile_worker._private_jobs j
    join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = ${task} order by j.id`;
  return rows.map(({ payload }) => payload);
};

describe("sweep", () => {
  it("releases the jobs of a pool that stopped beating, and of no other (D10)", async () => {
    await addLockedJob("10 seconds");
    await world.db.sql`insert into worker_liveness (pool_id, process_id, started_at, beat_at)
      values (${poolId}, ${newUuid()}, now(), now())`;
    expect(await sweep(world.deps)).toMatchObject({ released: 0 });
    await world.db.sql`update worker_liveness set beat_at = now() - interval '4 seconds'`;
    expect(await sweep(world.deps)).toMatchObject({ released: 1 });
    expect(await locked()).toBe(0);
  });

  it("makes a job that is lost again and again wait longer", async () => {
    await addLockedJob("10 seconds");
    await world.db.sql`update graphile_worker._private_jobs set attempts = 4`;
    await sweep(world.deps);
    const [row] = await world.db.sql<
      { s: number }[]
    >`select extract(epoch from run_at - now())::int as s from graphile_worker._private_jobs`;
    expect(row!.s).toBeGreaterThan(50);
  });

  it("rings for actions, deliveries and failures that nothing rings for, once", async () => {
    const ordered = await world.order(await world.openIncident(), "ticket");
    await world.db
      .sql`update actions set next_try_at = now() - interval '1 minute', due_at = now() - interval '1 second'`;
    const lost = await world.order(await world.openIncident(), "page");
    await world.db
      .sql`update actions set state = 'running', lease_until = now() - interval '1 second' where id = ${lost.actionId}`;
    const delivery = newUuid();
    await world.db.sql`insert into deliveries (id, source_id, sender_delivery_id, received_at, id_basis, body_sha256)
      values (${delivery}, ${world.company.source}, 'd1', now() - interval '5 minutes', 'sender', sha256('x'))`;
    expect(await sweep(world.deps)).toMatchObject({ actions: 2, deliveries: 1 });
    expect(await jobsOf("perform")).toEqual([{ actionId: ordered.actionId }]);
    expect(await jobsOf("perform_page")).toEqual([{ actionId: lost.actionId }]);
    expect(await jobsOf("process")).toEqual([[delivery]]);
    expect(await sweep(world.deps)).toMatchObject({ actions: 0, deliveries: 0 });
    await world.db.sql`update graphile_worker._private_jobs set attempts = max_attempts`;
    expect(await sweep(world.deps)).toMatchObject({ actions: 2, deliveries: 1 });
  });

  it("tells late actions once per connection, and they settle when a later try works", async () => {
    world.practice.fail({ target: "tickets", kind: "500" });
    const orders = [
      await world.order(await world.openIncident(), "ticket"),
      await world.order(await world.openIncident(), "ticket"),
    ];
    for (const { actionId } of orders) await world.perform(actionId);
    await world.db.sql`update actions set due_at = now() - interval '11 seconds'`;
    expect(await sweep(world.deps)).toMatchObject({ late: 2 });
    expect(await sweep(world.deps)).toMatchObject({ late: 0 });
    expect(await world.failures()).toEqual(["action-late open"]);
    expect(await jobsOf("escalate")).toHaveLength(1);
    world.practice.faults.clear();
    await world.drain();
    expect(world.tickets()).toHaveLength(2);
    expect(await world.failures()).toEqual(["action-late settled"]);
  });

  it("settles what it told late once that is called off, and not while a retry is under way", async () => {
    world.practice.fail({ target: "tickets", kind: "500" });
    const ordered = await world.order(await world.openIncident(), "ticket");
    await world.perform(ordered.actionId);
    await world.db.sql`update actions set due_at = now() - interval '11 seconds'`;
    expect(await sweep(world.deps)).toMatchObject({ late: 1, calledOff: 0 });
    await world.db.sql`update actions set state = 'failed', finished_at = now() + interval '1 second'`;
    await world.db.sql`insert into failures (id, kind, cause, subject_kind, subject_id, reason, first_at, last_at)
      values (${newUuid()}, 'action-failed', 'connection:desk', 'action', ${ordered.actionId}, 'r', now(), now())`;
    expect(await sweep(world.deps)).toMatchObject({ calledOff: 1 });
    expect(await world.failures()).toEqual(["action-late settled", "action-failed open"]);
    await world.db.sql`update actions set state = 'waiting', finished_at = null`;
    expect(await sweep(world.deps)).toMatchObject({ calledOff: 0 });
    await world.db.sql`update actions set state = 'cancelled', finished_at = now()`;
    expect(await sweep(world.deps)).toMatchObject({ calledOff: 1 });
    expect(await world.failures()).toEqual(["action-late settled", "action-failed settled"]);
    expect(await sweep(world.deps)).toMatchObject({ calledOff: 0 });
  });

  it("tells nothing late that waits for a person", async () => {
    await world.db.sql`update connections set config = config #- '{ticket,find}' where key = 'desk'`;
    world.practice.fail({ target: "tickets", kind: "drop-answer", method: "POST", times: 1 });
    const ordered = await world.order(await world.openIncident(), "ticket");
    expect(await world.perform(ordered.actionId)).toMatchObject({ outcome: "ask-person" });
    await world.db.sql`update actions set due_at = now() - interval '11 seconds'`;
    expect(await sweep(world.deps)).toMatchObject({ late: 0 });
    expect(await world.failures()).toEqual(["action-unknown open"]);
  });

  it("neither rings for nor tells late what builds on a create that was given up", async () => {
    const incident = await world.openIncident();
    const ordered = await world.order(incident, "ticket");
    const update = await world.addLink(ordered.obligationId, incident, { ...ordered, ordinal: 2, verb: "update" });
    await world.db.sql`update actions set state = 'failed', finished_at = now() where id = ${ordered.actionId}`;
    await world.db
      .sql`update actions set due_at = now() - interval '11 seconds', next_try_at = due_at - interval '11 seconds'
      where id = ${update}`;
    expect(await sweep(world.deps)).toMatchObject({ actions: 0, late: 0 });
    await world.db.sql`update actions set state = 'done' where id = ${ordered.actionId}`;
    expect(await sweep(world.deps)).toMatchObject({ actions: 1, late: 1 });
  });

  it("rings again for a failure that nobody was paged about", async () => {
    await world.db.sql`insert into failures (id, kind, cause, subject_kind, subject_id, reason, first_at, last_at)
      values (${newUuid()}, 'unrouted', 'key:1', 'incident', 'x', 'r', now() - interval '1 hour', now() - interval '1 hour')`;
    expect(await sweep(world.deps)).toMatchObject({ failures: 1 });
    expect(await sweep(world.deps)).toMatchObject({ failures: 0 });
  });
});

it("a worker that is alone takes over at once", async () => {
  await addLockedJob("0 seconds");
  const ordered = await world.order(await world.openIncident(), "ticket");
  await world.db
    .sql`update actions set state = 'running', lease_until = now() + interval '40 seconds' where id = ${ordered.actionId}`;
  await recoverAlone(world.deps);
  expect(await locked()).toBe(0);
  await world.perform(ordered.actionId);
  await world.drain();
  expect(world.tickets()).toHaveLength(1);
});

it("upkeep makes partitions ahead and tells what lies outside of them", async () => {
  await upkeep(world.deps);
  await upkeep(world.deps);
  expect(await world.failures()).toEqual([]);
  await world.db.sql`insert into delivery_bodies (received_at, delivery_id, method, headers, verification, body)
    values ('1999-01-01', ${newUuid()}, 'POST', '[]', '{}', ${Buffer.from("x")})`;
  await upkeep(world.deps);
  expect(await world.failures()).toEqual(["partition-default-used open"]);
  await world.db.sql`delete from delivery_bodies`;
  await upkeep(world.deps);
  expect(await world.failures()).toEqual(["partition-default-used settled"]);
});

it("the heartbeat beats while the main loop turns, and not while it is blocked", async () => {
  const [{ url } = { url: "" }] = await world.db.sql<{ url: string }[]>`select current_database() as url`;
  const databaseUrl = new URL(process.env.SIGNALBOX_TEST_DATABASE_URL ?? "");
  databaseUrl.pathname = `/${url}`;
  const options = {
    db: world.db,
    databaseUrl: databaseUrl.href,
    poolIds: [poolId],
    processId: newUuid(),
    log: world.deps.log,
  };
  const heartbeat = await startHeartbeat({ ...options, timeScale: 1 / 100 });
  const beats = async () => {
    const [row] = await world.db.sql<
      { at: number }[]
    >`select extract(epoch from beat_at)::float8 as at from worker_liveness`;
    return row?.at ?? 0;
  };
  const first = await beats();
  await new Promise((wait) => setTimeout(wait, 500));
  const second = await beats();
  expect(second).toBeGreaterThan(first);
  const blockedAt = Date.now();
  while (Date.now() - blockedAt < 1_000) Math.sqrt(2);
  const [row] = await world.db.sql<
    { age: number }[]
  >`select extract(epoch from now() - beat_at)::float8 as age from worker_liveness`;
  expect(row!.age).toBeGreaterThan(0.6);
  await heartbeat.stop();
  expect(await beats()).toBe(0);
});
