import { newUuid, toIso } from "@signalbox/core";
import { settleFailureByHand } from "@signalbox/database";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { escalateFailure } from "../failure/escalate-failure.ts";
import { startTestPerform, type TestPerform } from "../perform/start-test-perform.ts";
import { type WatchDeps, watchOurselves } from "./watch-ourselves.ts";

const gib = 1024 ** 3;
const hourMs = 3_600_000;

let world: TestPerform;
let deps: WatchDeps;
beforeAll(async () => {
  world = await startTestPerform();
});
afterAll(() => world.stop());
beforeEach(async () => {
  await world.db.sql`truncate failures, own_signs, rejections, part_beats, source_tests`;
  await world.db.sql`delete from deliveries`;
  await world.db.sql`delete from graphile_worker._private_jobs`;
  await world.db.sql`update teams set on_call = null`;
  await world.db.sql`update sources set retired_at = null, settings = '{}', created_at = now() - interval '1 minute'`;
  deps = { ...world.deps, dataDir: "/nowhere", askDisk: async () => ({ freeBytes: 50 * gib, totalBytes: 100 * gib }) };
});

const failures = async () => {
  const rows = await world.db.sql<{ kind: string; cause: string; status: string; settled_reason: string | null }[]>`
    select kind, cause, status, settled_reason from failures order by first_at, kind`;
  return rows.map(({ kind, cause, status }) => `${kind} ${cause} ${status}`);
};
const watch = (more: Partial<WatchDeps> = {}) => watchOurselves({ ...deps, ...more });
const deliver = (at: number, state = "processed") =>
  world.db
    .sql`insert into deliveries (id, source_id, sender_delivery_id, received_at, id_basis, body_sha256, state, finished_at)
    values (${newUuid()}, ${world.company.source}, ${newUuid()}, ${toIso(at)}, 'sender', sha256('x'), ${state}, ${toIso(at)})`;
const refuse = (times: number, reason = "signature-wrong", at = Date.now()) =>
  world.db.sql`insert into rejections (source_id, reason, status, occurrences, first_at, last_at)
    values (${world.company.source}, ${reason}, 401, ${times}, ${toIso(at)}, ${toIso(at)})`;

describe("watchOurselves", () => {
  it("is content where all is well, and keeps what it measured", async () => {
    expect(await watch()).toEqual({ raised: [], settled: [] });
    const signs = await world.db.sql<
      { name: string; is_well: boolean }[]
    >`select name, is_well from own_signs order by name`;
    expect(signs.map(({ name }) => name)).toEqual([
      "clock",
      "disk:data folder",
      "lane:escalate",
      "lane:perform",
      "lane:perform_page",
      "lane:process",
      "lane:settle_ledger",
    ]);
    expect(signs.every(({ is_well }) => is_well)).toBe(true);
  });

  it("tells once of a disk that is nearly full, not while it has hardly room again, and settles", async () => {
    const disk = (freeBytes: number) => ({ askDisk: async () => ({ freeBytes, totalBytes: 100 * gib }) });
    expect(await watch(disk(4 * gib))).toMatchObject({ raised: ["disk:data folder"] });
    expect(await watch(disk(4 * gib))).toEqual({ raised: [], settled: [] });
    expect(await watch(disk(6 * gib))).toEqual({ raised: [], settled: [] });
    expect(await failures()).toEqual(["disk-nearly-full disk:data folder open"]);
    expect(await watch(disk(8 * gib))).toMatchObject({ settled: ["disk:data folder"] });
    expect(await failures()).toEqual(["disk-nearly-full disk:data folder settled"]);
    const [page] = await world.db.sql`select payload from graphile_worker._private_jobs`;
    expect(page).toBeDefined();
  });

  it("tells of a look-up that does not answer any more, and settles when it does", async () => {
    const { sql } = world.db;
    await sql`update teams set updated_at = now() - interval '1 hour',
      on_call = ${sql.json({ connection: "rota", path: "/current", refresh: "60s" })} where key = 'payments'`;
    expect(await watch()).toMatchObject({ raised: ["look-up-stale:payments"] });
    expect(await watch()).toEqual({ raised: [], settled: [] });
    expect(await failures()).toEqual(["look-up-stale payments open"]);
    await sql`insert into lookup_answers (lookup_key, connection_id, value, asked_at, valid_until)
      select 'team:payments', id, '"ana@example.test"', now(), now() from connections limit 1`;
    expect(await watch()).toMatchObject({ settled: ["look-up-stale:payments"] });
    await sql`delete from lookup_answers`;
  });

  it("tells of a clock that is off, and of none that is slow to answer (M3)", async () => {
    expect(await watch({ now: () => Date.now() + 600_000 })).toMatchObject({ raised: ["clock"] });
    const [failure] = await world.db.sql<{ reason: string }[]>`select reason from failures`;
    expect(failure!.reason).toMatch(/our clock is (599|600)\.\d s ahead of that of Postgres/);
    await watch();
    expect(await failures()).toEqual(["clock-skew clock settled"]);
    expect(await watch({ now: () => Date.now() - 600_000 })).toMatchObject({ raised: ["clock"] });
  });

  it("tells of work that piles up, by its age and by its number", async () => {
    await world.db.sql`select graphile_worker.add_job('process', '[]'::json, run_at := now() - interval '61 seconds')`;
    expect(await watch()).toMatchObject({ raised: ["lane:process"] });
    await world.db.sql`update graphile_worker._private_jobs set run_at = now() + interval '1 hour'`;
    expect(await watch()).toMatchObject({ settled: ["lane:process"] });
    await world.db.sql`select graphile_worker.add_jobs(array(select row('perform', '{}', null, now(), 8, null, 0, null)
      ::graphile_worker.job_spec from generate_series(1, 20001)))`;
    expect(await watch()).toMatchObject({ raised: ["lane:perform"] });
    await world.db.sql`delete from graphile_worker._private_jobs`;
    expect(await watch()).toMatchObject({ settled: ["lane:perform"] });
  });

  it("is patient with a source in a storm, and lets go of a lane that is empty", async () => {
    await world.db
      .sql`select graphile_worker.add_job('process', '[]'::json, run_at := now() - interval '15 minutes', priority := 10)`;
    expect(await watch()).toMatchObject({ raised: [] });
    await world.db.sql`update graphile_worker._private_jobs set run_at = now() - interval '31 minutes'`;
    expect(await watch()).toMatchObject({ raised: ["lane:process/slow"] });
    await world.db.sql`delete from graphile_worker._private_jobs`;
    await watch();
    expect(await failures()).toEqual(["backlog-grows lane:process/slow settled"]);
  });

  it("tells where no api is alive", async () => {
    await world.db.sql`insert into part_beats (part, beat_at) values ('api', now() - interval '91 seconds')`;
    expect(await watch()).toMatchObject({ raised: ["part:api"] });
    await world.db.sql`update part_beats set beat_at = now()`;
    expect(await watch()).toMatchObject({ settled: ["part:api"] });
  });

  it("tells of refusals in a row, until a delivery is accepted", async () => {
    await refuse(4);
    await refuse(9, "body-too-large");
    expect(await watch()).toMatchObject({ raised: [] });
    await refuse(1);
    expect(await watch()).toMatchObject({ raised: ["verification-failing:anyping"] });
    await deliver(Date.now() + 1);
    expect(await watch()).toMatchObject({ settled: ["verification-failing:anyping"] });
    await refuse(50, "signature-wrong", Date.now() - 25 * hourMs);
    expect(await watch()).toMatchObject({ raised: [] });
  });

  it("tells of a missing test event as often as the source says; without a word any delivery proves the path in a week", async () => {
    const age = (interval: string) =>
      world.db.sql.unsafe(`update sources set created_at = now() - interval '${interval}'`);
    await age("8 days");
    expect(await watch()).toMatchObject({ raised: ["test-event-missing:anyping"] });
    await deliver(Date.now() - 6 * 24 * hourMs);
    expect(await watch()).toMatchObject({ settled: ["test-event-missing:anyping"] });
    await world.db.sql`update sources set settings = '{"expectTestEvery": "24h"}'`;
    expect(await watch()).toMatchObject({ raised: ["test-event-missing:anyping"] });
    await world.db.sql`insert into source_tests values (${world.company.source}, now() - interval '23 hours')`;
    expect(await watch()).toMatchObject({ settled: ["test-event-missing:anyping"] });
    await age("1 hour");
    await world.db.sql`truncate source_tests`;
    expect(await watch()).toMatchObject({ raised: [] });
  });

  it("pages for a weekly test event that is missing, and settles by itself when one comes", async () => {
    const daysAgo = (days: number) => toIso(Date.now() - days * 24 * hourMs);
    const lastTest = (days: number) =>
      world.db.sql`insert into source_tests (source_id, last_at) values (${world.company.source}, ${daysAgo(days)})
        on conflict (source_id) do update set last_at = excluded.last_at`;
    await world.db.sql`update sources set settings = '{"expectTestEvery": "7d"}', created_at = ${daysAgo(30)}`;
    await lastTest(6);
    expect(await watch()).toMatchObject({ raised: [] });
    await lastTest(8);
    expect(await watch()).toMatchObject({ raised: ["test-event-missing:anyping"] });
    const [failure] = await world.db.sql<{ id: string }[]>`select id from failures`;
    expect(await escalateFailure(world.deps, { failureId: failure!.id })).toMatchObject({ outcome: "paged" });
    expect(world.pages()).toMatchObject([
      { title: expect.stringContaining("No test event of anyping came within 7 d") },
    ]);
    await lastTest(0);
    expect(await watch()).toMatchObject({ settled: ["test-event-missing:anyping"] });
  });

  it("tells of a source that is silent for far longer than it ever was, and of none that is often silent", async () => {
    const now = Date.now();
    const since = now - 60 * hourMs;
    for (let hour = 0; hour < 60; hour += 1) await deliver(since - hour * 2 * hourMs);
    expect(await watch()).toMatchObject({ raised: ["source-silent:anyping"] });
    const [failure] = await world.db.sql<{ reason: string }[]>`select reason from failures`;
    expect(failure!.reason).toBe("anyping is silent for 60 h. In the four weeks before its longest pause was 2.0 h");
    await deliver(now);
    expect(await watch()).toMatchObject({ settled: ["source-silent:anyping"] });

    await world.db.sql`delete from deliveries where received_at > ${toIso(since + hourMs)}`;
    await world.db
      .sql`delete from deliveries where received_at between ${toIso(since - 70 * hourMs)} and ${toIso(since - 30 * hourMs)}`;
    for (let hour = 0; hour < 20; hour += 1) await deliver(since - 80 * hourMs - hour * 3 * hourMs);
    expect(await watch()).toMatchObject({ raised: [] });
  });

  it("lets go of a source that is retired", async () => {
    await refuse(10);
    await watch();
    await world.db.sql`update sources set retired_at = now()`;
    await watch();
    expect(await failures()).toEqual(["verification-failing anyping settled"]);
  });

  it("does not nag about what somebody settled by hand, and tells again a day later", async () => {
    await refuse(10);
    await watch();
    const [failure] = await world.db.sql<{ id: string }[]>`select id from failures`;
    const by = {
      failureId: failure!.id,
      actor: { kind: "person", name: "ana" } as const,
      now: Date.now(),
      reason: "known",
    };
    await world.db.transaction((tx) => settleFailureByHand(tx, by));
    expect(await watch()).toMatchObject({ raised: [] });
    await world.db.sql`update own_signs set details = details || '{"raisedAt": 0}'`;
    expect(await watch()).toMatchObject({ raised: ["verification-failing:anyping"] });
  });

  it("settles a rule that could not be evaluated once rules are published anew", async () => {
    await world.db.sql`insert into rule_sets (number, state, body, author, origin, published_at)
      values (7, 'published', '{}', 'ana', 'browser', now()) on conflict do nothing`;
    await world.db.sql`update rule_sets set published_at = now() where state = 'published'`;
    await world.db
      .sql`insert into failures (id, kind, cause, subject_kind, subject_id, reason, first_at, last_at) values
      (${newUuid()}, 'rule-not-evaluable', 'old', 'rule-set', 'old', 'r', now() - interval '1 hour', now() - interval '1 hour'),
      (${newUuid()}, 'rule-not-evaluable', 'new', 'rule-set', 'new', 'r', now(), now() + interval '1 hour')`;
    await watch();
    expect(await failures()).toEqual(["rule-not-evaluable old settled", "rule-not-evaluable new open"]);
  });

  it("watches once where two ask at the same time", async () => {
    await refuse(10);
    const both = await Promise.all([watch(), watch()]);
    expect(both.flatMap((one) => one?.raised ?? [])).toEqual(["verification-failing:anyping"]);
  });
});
