import { type FailureKind, newUuid } from "@signalbox/core";
import { acknowledgeFailure, handBackFailure, raiseFailure } from "@signalbox/database";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sweep } from "../liveness/sweep.ts";
import { startTestPerform, type TestPerform } from "../perform/start-test-perform.ts";
import { escalateFailure } from "./escalate-failure.ts";
import { retryAction, settleAction } from "./retry-action.ts";
import { retryFailure } from "./retry-failure.ts";

let world: TestPerform;
beforeEach(async () => {
  world = await startTestPerform();
});
afterEach(() => world.stop());

const person = { actor: { actorKind: "person", actor: "ops@example.test" } } as const;

async function raise(cause = "connection:desk", kind: FailureKind = "action-late"): Promise<string> {
  const failure = {
    kind,
    cause,
    subjectKind: "connection",
    subjectId: "desk",
    reason: "the desk does not answer",
    advice: "look at the desk",
    now: Date.now(),
    newId: newUuid,
  };
  const { failureId } = await world.db.transaction((tx) => raiseFailure(tx, failure));
  return failureId;
}

async function setPaths(...keys: string[]): Promise<void> {
  const value = { team: "payments", page: keys.map((connection) => ({ connection })) };
  await world.db
    .sql`insert into settings (key, value, updated_by) values ('failures', ${world.db.sql.json(value)}, 'test')`;
}

async function addPager(key: string, url: string): Promise<void> {
  const id = await world.addConnection(key, "page-webhook", { url, secret: { kept: true }, timeout: "1s" });
  await world.setSecret(id, "secret", `whsec_${Buffer.from("pager secret of the tests!").toString("base64")}`);
}

describe("escalateFailure", () => {
  it("pages once by the first pager where no path is set, again only after half an hour", async () => {
    const failureId = await raise();
    expect(await escalateFailure(world.deps, { failureId })).toEqual({ outcome: "paged", connection: "pager" });
    expect(await escalateFailure(world.deps, { failureId })).toEqual({ outcome: "not-wanted" });
    expect(world.pages()).toMatchObject([{ title: "the desk does not answer", team: "", rings: 1 }]);
    await world.db.sql`update failures set paged_at = now() - interval '61 seconds'`;
    expect(await escalateFailure(world.deps, { failureId })).toMatchObject({ outcome: "paged" });
    expect(world.pages()).toHaveLength(2);
  });

  it("goes on to the next path, names the team's on-call, and makes no failure of its own", async () => {
    await addPager("dead", "http://127.0.0.1:1/pages");
    await setPaths("dead", "pager");
    const failureId = await raise();
    expect(await escalateFailure(world.deps, { failureId })).toEqual({ outcome: "paged", connection: "pager" });
    expect(world.pages()).toMatchObject([{ team: "payments", onCall: "ada@example.test" }]);
    expect(await world.failures()).toEqual(["action-late open"]);
    const tried = await world.db.sql`select state from actions where failure_id = ${failureId} order by id`;
    expect(tried).toMatchObject([{ state: "failed" }, { state: "done" }]);
  });

  it("tries what is itself the cause last, and stands where nobody is reached", async () => {
    await addPager("second", `${world.practice.url}/pages`);
    await setPaths("pager", "second");
    const failureId = await raise("connection:pager");
    expect(await escalateFailure(world.deps, { failureId })).toEqual({ outcome: "paged", connection: "second" });
    world.practice.fail({ target: "pages", kind: "500" });
    const other = await raise("connection:desk");
    expect(await escalateFailure(world.deps, { failureId: other })).toEqual({ outcome: "nobody-reached", tried: 2 });
    expect(await world.failures()).toHaveLength(2);
    world.practice.faults.clear();
    await world.db.sql`update failures set page_after = date_trunc('milliseconds', now())`;
    expect(await escalateFailure(world.deps, { failureId: other })).toMatchObject({ outcome: "paged" });
  });

  it("pages again and again until somebody takes it, half an hour after each page", async () => {
    const failureId = await raise();
    await escalateFailure(world.deps, { failureId });
    await world.db.sql`delete from graphile_worker._private_jobs`;
    for (const pages of [2, 3]) {
      expect(await sweep(world.deps)).toMatchObject({ failures: 0 });
      await world.db.sql`update failures set paged_at = now() - interval '61 seconds'`;
      expect(await sweep(world.deps)).toMatchObject({ failures: 1 });
      await world.db.sql`delete from graphile_worker._private_jobs`;
      expect(await escalateFailure(world.deps, { failureId })).toMatchObject({ outcome: "paged" });
      expect(world.pages()).toHaveLength(pages);
    }
    const taken = { failureId, actor: { kind: "person", name: "ana" } as const, now: Date.now() };
    await world.db.transaction((tx) => acknowledgeFailure(tx, taken));
    await world.db.sql`update failures set paged_at = now() - interval '61 seconds'`;
    expect(await sweep(world.deps)).toMatchObject({ failures: 0 });
    await world.db.transaction((tx) => handBackFailure(tx, taken));
    expect(await escalateFailure(world.deps, { failureId })).toMatchObject({ outcome: "paged" });
  });

  it("goes from one person to another only where both are named, and back to nobody", async () => {
    const failureId = await raise();
    const by = (name: string) => ({ failureId, actor: { kind: "person", name } as const, now: Date.now() });
    const take = (name: string, insteadOf?: string) =>
      world.db.transaction((tx) => acknowledgeFailure(tx, { ...by(name), insteadOf }));
    const both = await Promise.all([take("ana"), take("ben")]);
    expect(both.filter(Boolean)).toHaveLength(1);
    const [first, second] = both[0] ? ["ana", "ben"] : ["ben", "ana"];
    expect(await take(second!, "carl")).toBe(false);
    expect(await take(second!, first)).toBe(true);
    expect(await world.db.transaction((tx) => handBackFailure(tx, by(second!)))).toBe(true);
    expect(await world.db.transaction((tx) => handBackFailure(tx, by(second!)))).toBe(false);
  });

  it("lists a kind that pages nobody, and pages nobody", async () => {
    await world.db.sql`insert into failures (id, kind, cause, subject_kind, subject_id, reason, first_at, last_at)
      values (${newUuid()}, 'event-orphaned', 'k', 'event', 'e', 'r', now() - interval '1 hour', now() - interval '1 hour')`;
    expect(await sweep(world.deps)).toMatchObject({ failures: 0 });
    await raise("connection:x", "event-orphaned");
    expect(await world.db.sql`select id from graphile_worker.jobs where task_identifier = 'escalate'`).toHaveLength(0);
  });

  it("pages once alone about what asks for no more", async () => {
    const failureId = await raise("probe login", "monitor-flapping");
    expect(await escalateFailure(world.deps, { failureId })).toMatchObject({ outcome: "paged" });
    await world.db.sql`delete from graphile_worker._private_jobs`;
    await world.db.sql`update failures set paged_at = now() - interval '1 hour', first_at = now() - interval '1 hour'`;
    expect(await sweep(world.deps)).toMatchObject({ failures: 0 });
    await raise("probe login", "monitor-flapping");
    expect(await world.db.sql`select id from graphile_worker.jobs where task_identifier = 'escalate'`).toHaveLength(0);
  });

  it("pages nobody about what somebody looks after, and one page when two ask at once", async () => {
    const failureId = await raise();
    const both = await Promise.all([1, 2].map(() => escalateFailure(world.deps, { failureId })));
    expect(both.map(({ outcome }) => outcome).sort()).toEqual(["not-wanted", "paged"]);
    await world.db.sql`update failures set paged_at = null, acknowledged_at = now(), acknowledged_by = 'ops'`;
    expect(await escalateFailure(world.deps, { failureId })).toEqual({ outcome: "not-wanted" });
    expect(world.pages()).toHaveLength(1);
  });
});

describe("a page about a failure whose worker is lost", () => {
  const jobsOf = async (task: string) => {
    const rows = await world.db.sql<{ payload: { actionId?: string } }[]>`
      with gone as (delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
        where t.id = j.task_id and t.identifier = ${task} returning j.payload) select payload from gone`;
    return rows.map(({ payload }) => payload);
  };
  const killAt = (point: string): TestPerform["deps"] => ({
    ...world.deps,
    failpoint: (name) => {
      if (name === point) throw new Error("killed");
    },
  });
  /** The lease ends, and the sweep rings for the page. */
  async function sweepPage(): Promise<void> {
    await world.db.sql`delete from graphile_worker._private_jobs`;
    await world.db.sql`update actions set next_try_at = now() - interval '10 minutes' where state = 'waiting'`;
    await world.db.sql`update actions set lease_until = now() - interval '1 second' where state = 'running'`;
    await sweep(world.deps);
    for (const { actionId } of await jobsOf("perform_page")) await world.perform(actionId!);
  }
  const states = (failureId: string) =>
    world.db.sql`select c.key, a.state from actions a join connections c on c.id = a.connection_id
      where a.failure_id = ${failureId} order by a.id`;

  it("goes on to the next path as soon as the page does not get through", async () => {
    await addPager("dead", "http://127.0.0.1:1/pages");
    await setPaths("dead", "pager");
    const failureId = await raise();
    await expect(escalateFailure(killAt("action.afterIntent"), { failureId })).rejects.toThrow("killed");
    expect(await escalateFailure(world.deps, { failureId })).toEqual({ outcome: "not-wanted" });
    await sweepPage();
    expect(await jobsOf("escalate")).toEqual([{ failureId }]);
    expect(await escalateFailure(world.deps, { failureId })).toEqual({ outcome: "paged", connection: "pager" });
    expect(await states(failureId)).toMatchObject([
      { key: "dead", state: "failed" },
      { key: "pager", state: "done" },
    ]);
  });

  it("pages once where the page had been sent", async () => {
    const failureId = await raise();
    await expect(escalateFailure(killAt("action.beforeRecord"), { failureId })).rejects.toThrow("killed");
    await sweepPage();
    expect(await escalateFailure(world.deps, { failureId })).toEqual({ outcome: "not-wanted" });
    await world.db.sql`update failures set last_at = now() - interval '1 hour', first_at = now() - interval '1 hour'`;
    expect(await sweep(world.deps)).toMatchObject({ failures: 0 });
    const sent = world.practice.requests().filter(({ path }) => path === "/pages");
    expect(new Set(sent.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
    expect(world.pages()).toHaveLength(1);
    const journal = await world.db.sql`select verb from journal where verb = 'failure.paged'`;
    expect(journal).toHaveLength(1);
  });

  it("is carried out by the next try where it was ordered but not begun", async () => {
    const failureId = await raise();
    await expect(escalateFailure(killAt("action.beforeIntent"), { failureId })).rejects.toThrow("killed");
    expect(await escalateFailure(world.deps, { failureId })).toEqual({ outcome: "paged", connection: "pager" });
    expect(await states(failureId)).toMatchObject([{ key: "pager", state: "done" }]);
  });

  it.each([
    ["was settled since", "status = 'settled', settled_at = now(), settled_by = 'system'"],
    ["was taken by somebody since", "acknowledged_at = now(), acknowledged_by = 'ana'"],
  ])("is not sent after all where its failure %s", async (_words, change) => {
    const failureId = await raise();
    await expect(escalateFailure(killAt("action.beforeIntent"), { failureId })).rejects.toThrow("killed");
    await world.db.sql`update failures set ${world.db.sql.unsafe(change)}`;
    await sweepPage();
    expect(world.pages()).toEqual([]);
    expect(await states(failureId)).toMatchObject([{ key: "pager", state: "cancelled" }]);
  });

  it("is not sent again where nobody knows whether it arrived, and its failure is over", async () => {
    const failureId = await raise();
    await expect(escalateFailure(killAt("action.afterIntent"), { failureId })).rejects.toThrow("killed");
    await world.db.sql`update failures set status = 'settled', settled_at = now(), settled_by = 'system'`;
    await sweepPage();
    expect(world.pages()).toEqual([]);
    expect(await states(failureId)).toMatchObject([{ key: "pager", state: "done" }]);
  });

  it("is sent by the same path where somebody took the failure before it went out, and gave it back", async () => {
    const failureId = await raise();
    const by = { failureId, actor: { kind: "person", name: "ana" } as const, now: Date.now() };
    await expect(escalateFailure(killAt("action.beforeIntent"), { failureId })).rejects.toThrow("killed");
    await world.db.transaction((tx) => acknowledgeFailure(tx, by));
    await sweepPage();
    await world.db.transaction((tx) => handBackFailure(tx, { ...by, now: Date.now() }));
    expect(await escalateFailure(world.deps, { failureId })).toEqual({ outcome: "paged", connection: "pager" });
    expect(world.pages()).toHaveLength(1);
  });
});

describe("a failure that reaches nobody", () => {
  it("is tried again after a growing pause, all paths anew", async () => {
    world.practice.fail({ target: "pages", kind: "500" });
    const failureId = await raise();
    await world.db.sql`update failures set first_at = now() - interval '1 hour', last_at = now() - interval '1 hour'`;
    const pauses: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      await world.db.sql`delete from graphile_worker._private_jobs`;
      expect(await sweep(world.deps)).toMatchObject({ failures: 1 });
      expect(await escalateFailure(world.deps, { failureId })).toEqual({ outcome: "nobody-reached", tried: 1 });
      expect(await escalateFailure(world.deps, { failureId })).toEqual({ outcome: "not-wanted" });
      await world.db.sql`delete from graphile_worker._private_jobs`;
      expect(await sweep(world.deps)).toMatchObject({ failures: 0 });
      const [row] = await world.db.sql<{ s: number }[]>`
        select extract(epoch from page_after - now())::float8 as s from failures`;
      pauses.push(Math.round((row!.s * 30) / 60));
      await world.db.sql`update failures set page_after = date_trunc('milliseconds', now())`;
    }
    expect(pauses).toEqual([1, 2, 5, 15, 15]);
  });

  it("waits while outbound is off, and pages when it is on again", async () => {
    const failureId = await raise();
    await world.db.sql`update failures set first_at = now() - interval '1 hour', last_at = now() - interval '1 hour'`;
    await world.db.sql`delete from graphile_worker._private_jobs`;
    const off = { ...world.deps, isOutboundOn: false };
    expect(await sweep(off)).toMatchObject({ failures: 0 });
    expect(await escalateFailure(off, { failureId })).toEqual({ outcome: "not-wanted" });
    await world.db.sql`insert into settings (key, value, updated_by) values ('outbound', '{"enabled": false}', 'test')`;
    expect(await sweep(world.deps)).toMatchObject({ failures: 0 });
    expect(await escalateFailure(world.deps, { failureId })).toEqual({ outcome: "not-wanted" });
    await world.db.sql`delete from settings where key = 'outbound'`;
    expect(await sweep(world.deps)).toMatchObject({ failures: 1 });
    expect(await escalateFailure(world.deps, { failureId })).toMatchObject({ outcome: "paged" });
  });
});

describe("by hand", () => {
  async function failTicket() {
    const incident = await world.openIncident();
    const ordered = await world.order(incident, "ticket");
    await world.db
      .sql`update connections set config = jsonb_set(config, '{ticket,create,path}', '"/nowhere"') where key = 'desk'`;
    await world.perform(ordered.actionId);
    await world.db
      .sql`update connections set config = jsonb_set(config, '{ticket,create,path}', '"/tickets"') where key = 'desk'`;
    return { incident, ordered };
  }

  it("is tried again by the same key, and the failure settles itself", async () => {
    const { ordered } = await failTicket();
    expect(await world.failures()).toEqual(["action-failed open"]);
    const [failure] = await world.db.sql<{ id: string }[]>`select id from failures`;
    const now = Date.now();
    const by = { ...person, now, newId: newUuid, failureId: failure!.id };
    expect(await world.db.transaction((tx) => retryFailure(tx, by))).toEqual({ outcome: "retried", count: 1 });
    await world.drain();
    expect(world.tickets()).toMatchObject([{ ref: ordered.reference }]);
    expect(await world.failures()).toEqual(["action-failed settled"]);
    expect(await world.db.transaction((tx) => retryAction(tx, { ...person, now, actionId: ordered.actionId }))).toBe(
      false,
    );
  });

  it("is looked for before it is opened again, where an earlier try may have worked", async () => {
    world.practice.fail({ target: "tickets", kind: "drop-answer", method: "POST", times: 1 });
    const ordered = await world.order(await world.openIncident(), "ticket");
    await world.perform(ordered.actionId);
    await world.db.sql`delete from graphile_worker._private_jobs`;
    await world.db.sql`update actions set state = 'failed', finished_at = now()`;
    await world.db.transaction((tx) => retryAction(tx, { ...person, now: Date.now(), actionId: ordered.actionId }));
    await world.drain();
    expect(world.tickets()).toHaveLength(1);
    expect(await world.attempts(ordered.actionId)).toContain("find delivered/found");
  });

  it("is taken as done with the id that a person gives, and closed by it", async () => {
    const { incident, ordered } = await failTicket();
    await world.order(await world.openIncident(), "ticket").then(({ actionId }) => world.perform(actionId));
    const settle = { ...person, now: Date.now(), as: "done", externalId: "1", reason: "opened by hand" } as const;
    expect(
      await world.db.transaction((tx) =>
        settleAction(tx, { ...settle, actionId: ordered.actionId, newId: world.deps.newId }),
      ),
    ).toBe(true);
    await world.perform(await world.resolve(incident, ordered));
    expect(world.tickets()).toMatchObject([{ id: "1", status: "closed" }]);
  });
});
