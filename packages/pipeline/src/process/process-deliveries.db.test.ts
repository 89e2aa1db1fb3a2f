import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  anypingBody,
  createProcessingUnderTest,
  minute,
  type ProcessingUnderTest,
  t0,
  ticketAndPage,
} from "./processing-under-test.ts";

let world: ProcessingUnderTest;
beforeAll(async () => {
  world = await createProcessingUnderTest();
});
afterEach(async () => {
  await world.configure(ticketAndPage);
  await world.reset();
});
afterAll(() => world.close());

describe("the line from a delivery to its actions", () => {
  it("opens an incident and orders a ticket and a page, with what rules saw", async () => {
    await world.tell({ type: "opened", at: 0 });
    expect(await world.incidents()).toEqual(["open 0- critical"]);
    expect((await world.actions()).sort()).toEqual(["page create waiting", "ticket create waiting"]);
    expect(await world.jobs()).toEqual([
      expect.stringMatching(/^escalate|^perform ticket create/),
      expect.stringContaining("perform_page page create"),
    ]);
    const [action] = await world.rows<Record<string, unknown>>(
      "select fields, idempotency_key from actions where kind = 'ticket'",
    );
    expect(action).toMatchObject({
      fields: { priority: "urgent", assignee: "{{ onCall.email }}" },
      idempotency_key: expect.stringMatching(/^sbx-[a-z2-7]{26}-create-1$/),
    });
    const [event] = await world.rows<{ context: Record<string, unknown>; state: string }>(
      "select context, d.state from events e join deliveries d on d.id = e.delivery_id",
    );
    expect(event).toMatchObject({
      state: "processed",
      context: {
        event: { change: "opened" },
        incident: { title: "Checkout is down", inMaintenance: false },
        component: { key: "checkout-api", tier: 1, costPerMinute: "120.000000" },
        team: { key: "payments" },
        onCall: { email: "lead@example.test", basis: "fallback" },
      },
    });
  });

  it("lets rules ask a rotation kept here, and stores with the event who was on call, by an override too", async () => {
    await world.configure(`
rotations:
  - {key: payments, timeZone: Europe/Berlin, levels: [{people: [{email: ana@example.test, name: Ana}, ben@example.test], handOver: {every: week, on: mon, at: "09:00"}, from: 2026-09-28}]}
rules:
  - {key: anas-week, when: 'rotation.email("payments") == "ana@example.test"', do: [{ticket: {connection: desk, assignee: "{{ onCall.email }}"}}]}
`);
    await world.rows(`update teams set on_call = '{"rotation": "payments"}'`);
    await world.reset();
    const onCall = () =>
      world.rows<{ told: object }>("select context -> 'onCall' as told from events order by received_at desc limit 1");
    await world.tell({ type: "opened", at: 0 });
    expect(await world.actions()).toEqual(["ticket create waiting"]);
    expect(await onCall()).toMatchObject([{ told: { email: "ana@example.test", name: "Ana", basis: "rotation" } }]);
    await world.rows(`insert into rotation_overrides (id, rotation_id, level, starts_at, ends_at, email, reason, made_by, made_at)
      select gen_random_uuid(), id, 1, '2026-10-01T10:30Z', '2026-10-01T18:00Z', 'cyd@example.test', 'concert', 'ana', '2026-10-01T10:00Z'
      from rotations`);
    await world.tell({ type: "opened", key: "k2", at: 40 });
    // No rule matched: it is not Ana's turn.
    expect((await world.actions()).toSorted()).toEqual(["page create waiting", "ticket create waiting"]);
    expect(await onCall()).toMatchObject([{ told: { email: "cyd@example.test", basis: "override" } }]);
  });

  it("tells rules that ask what more downtime uses up and costs, and no others", async () => {
    const told = async (key: string) =>
      (
        await world.rows<{ left: number | null; contract: object | null }>(
          `select (context -> 'component' ->> 'budgetLeft')::float as left, context -> 'contract' as contract from events where correlation_key = '${key}'`,
        )
      )[0];
    await world.rows(`insert into component_targets (component_id, sla_target, valid_from)
      select id, 99.9, '2026-01-01Z' from components where key = 'checkout-api'`);
    await world.rows(`with made as (insert into customers (key, name) values ('acme', 'ACME') returning id)
      insert into contracts (customer_id, valid_from, body) select id, '2026-01-01Z', '{"components": ["checkout-api"], "target": "99.9",
        "fee": {"amount": "12000.00", "currency": "EUR", "per": "month"}, "credits": [{"below": "99.9", "percent": 5}]}' from made`);
    await world.configure("rules: []\n");
    await world.tell({ type: "opened", key: "before", at: -20 });
    await world.tell({ type: "resolved", key: "before", at: -10 });
    expect(await told("before")).toEqual({ left: null, contract: null });
    await world.configure(`
rules:
  - {key: near, when: component.budgetLeft < 3600.0 && contract.creditAtRisk >= 600.0, do: [{ticket: {connection: desk, slot: near}}]}
`);
    await world.tell({ type: "opened", key: "near", at: 0 });
    expect(await told("near")).toEqual({ left: 2078.4, contract: { creditAtRisk: 600, currency: "EUR" } });
    expect(await world.rows("select slot from obligations where slot = 'near'")).toHaveLength(1);
    await world.rows("delete from contracts; delete from customers; delete from component_targets");
  });

  it("counts the component's incidents of a day and the cost so far, within a batch and across", async () => {
    await world.configure(`
rules:
  - {key: often, when: component.incidentsIn24h >= 2, do: [{ticket: {connection: desk, slot: often}}]}
  - {key: dear, on: [updated], when: 'incident.costSoFar >= 600.0', do: [{ticket: {connection: desk, slot: dear}}]}
`);
    const figures = () =>
      world.rows<{
        told: string;
      }>(`select incident_key || ' ' || change || ' ' || (context -> 'component' ->> 'incidentsIn24h') || ' ' ||
        (context -> 'incident' ->> 'costSoFar') as told
        from (select *, context -> 'incident' ->> 'key' as incident_key from events) e order by received_at, incident_key`);
    world.setNow(t0 - 25 * 60 * minute);
    await world.tell({ type: "opened", key: "old", at: -25 * 60 }, { type: "resolved", key: "old", at: -24 * 60 + 10 });
    world.setNow(t0 + 60_000);
    const open = (key: string, receivedAt: number) =>
      world.store(anypingBody({ type: "opened", key, at: 0 }), { receivedAt });
    await world.process([await open("a", t0 + 50_000), await open("b", t0 + 55_000)]);
    await world.tell(
      { type: "updated", key: "a", at: 5 },
      { type: "opened", key: "other", monitor: "Batch 7", at: 6 },
      { type: "opened", key: "c", at: 10 },
    );
    expect((await figures()).map(({ told }) => told)).toEqual([
      "old opened 0 2",
      "old resolved 0 8400",
      "a opened 0 120",
      "b opened 1 120",
      "a updated 1 602",
      // Another component, without a rate.
      null,
      "c opened 2 2",
    ]);
    expect(
      await world.rows(`select a.rule_key, o.slot from actions a join obligations o on o.id = a.obligation_id
        where a.rule_key <> 'otherwise' order by a.rule_key`),
    ).toEqual([
      { rule_key: "dear", slot: "dear" },
      { rule_key: "often", slot: "often" },
    ]);
  });

  it("adds nothing for repeats", async () => {
    await world.tell({ type: "opened", at: 0 }, { type: "opened", at: 0 }, { type: "opened", at: 0 });
    expect(await world.changes()).toEqual(["opened", "none", "none"]);
    expect((await world.actions()).length).toBe(2);
    expect(await world.incidents()).toEqual(["open 0- critical"]);
  });

  it("cancels at the end what was not sent", async () => {
    await world.tell({ type: "opened", at: 0 }, { type: "resolved", at: 5 });
    expect(await world.incidents()).toEqual(["resolved 0-5 critical"]);
    expect((await world.actions()).sort()).toEqual(["page create cancelled", "ticket create cancelled"]);
    expect(await world.rows("select distinct status, status_reason from obligations")).toEqual([
      { status: "cancelled", status_reason: "no longer needed" },
    ]);
  });

  it("closes at the end what was sent, or may have been", async () => {
    await world.tell({ type: "opened", at: 0 });
    await world.rows(
      "update actions set state = case kind when 'ticket' then 'done' else 'unknown' end, finished_at = case kind when 'ticket' then now() end",
    );
    await world.tell({ type: "resolved", at: 5 }, { type: "resolved", at: 5 });
    expect((await world.actions()).sort()).toEqual([
      "page close waiting",
      "page create unknown",
      "ticket close waiting",
      "ticket create done",
    ]);
    expect(await world.jobs()).toContainEqual("perform ticket close");
    expect(await world.jobs()).not.toContainEqual("perform_page page close");
  });

  it("lets a second rule join what the first opened", async () => {
    await world.configure(`${ticketAndPage}
  - {key: second, do: [{ticket: {connection: desk}}]}
  - {key: acked, on: [acknowledged], do: [{ticket: {connection: desk}}]}
`);
    await world.tell({ type: "opened", at: 0 }, { type: "acknowledged", at: 1 });
    const tickets = await world.rows(
      "select verb, state, rule_key from actions where kind = 'ticket' order by ordinal",
    );
    expect(tickets).toEqual([
      { verb: "create", state: "waiting", rule_key: "ticket" },
      { verb: "join", state: "done", rule_key: "second" },
      { verb: "join", state: "done", rule_key: "acked" },
    ]);
    expect(await world.rows("select count(*)::int as n from obligations where kind = 'ticket'")).toEqual([{ n: 1 }]);
  });

  it("orders the next one, linked to the old, when a settled ticket's incident opens again", async () => {
    await world.tell({ type: "opened", at: 0 }, { type: "resolved", at: 5 });
    await world.rows("update obligations set external_id = 'T-1', status = 'settled' where kind = 'ticket'");
    await world.tell({ type: "opened", at: 9 });
    expect(await world.changes()).toEqual(["opened", "resolved", "reopened"]);
    expect(await world.incidents()).toEqual(["open 0-5 critical, 9- critical"]);
    expect(
      await world.rows(
        "select occurrence, status, previous_id is not null as linked from obligations where kind = 'ticket' order by occurrence",
      ),
    ).toEqual([
      { occurrence: 1, status: "settled", linked: false },
      { occurrence: 2, status: "open", linked: true },
    ]);
  });

  it("holds actions back, and drops them when all is over", async () => {
    await world.configure("rules:\n  - {key: held, hold: 2m, do: [{ticket: {connection: desk}}]}\n");
    await world.tell({ type: "opened", at: 0 });
    expect(await world.rows("select extract(epoch from next_try_at - made_at)::int as held from actions")).toEqual([
      { held: 120 },
    ]);
    await world.tell({ type: "resolved", at: 1 });
    expect(await world.actions()).toEqual(["ticket create cancelled"]);
  });

  it("groups by component: one ticket, settled with the last", async () => {
    await world.configure("rules:\n  - {key: grouped, do: [{ticket: {connection: desk, groupBy: component}}]}\n");
    await world.tell(
      { type: "opened", at: 0, key: "a" },
      { type: "opened", at: 1, key: "b" },
      { type: "resolved", at: 2, key: "a" },
    );
    expect(await world.actions()).toEqual(["ticket create waiting", "ticket join done"]);
    await world.tell({ type: "resolved", at: 3, key: "b" });
    expect(await world.actions()).toEqual(["ticket create cancelled", "ticket join done"]);
    expect(await world.rows("select scope_kind, scope_id from obligations")).toEqual([
      { scope_kind: "component", scope_id: "checkout-api" },
    ]);
  });
});

describe("what opened does not go unheard", () => {
  it("pages by failures when no rule matched", async () => {
    await world.tell({ type: "opened", at: 0, monitor: "Batch 1" });
    expect(await world.actions()).toEqual(["page create waiting"]);
    expect(await world.rows("select rule_key, fields ->> 'team' as team from actions")).toEqual([
      { rule_key: "otherwise", team: "payments" },
    ]);
  });

  it("pages and raises a failure when a rule can't be evaluated", async () => {
    await world.configure("rules:\n  - {key: broken, when: 'labels.absent == \"x\"', do: []}\n");
    await world.tell({ type: "opened", at: 0 });
    expect(await world.actions()).toEqual(["page create waiting"]);
    expect(await world.failures()).toEqual(["rule-not-evaluable broken 1 open"]);
  });

  it("is silent in maintenance, for muted monitors and for tests", async () => {
    await world.configure(
      `maintenance:\n  - {components: [batch], from: "2026-10-01T09:00:00Z", to: "2026-10-01T11:00:00Z", announcedAt: "2026-09-01T09:00:00Z", reason: upgrade}\nrules: []\n`,
    );
    await world.rows(`insert into mutes (source_id, monitor_external_id, starts_at, ends_at, reason, created_by)
      select id, 'Checkout 2', '2026-10-01T09:00:00Z', '2026-10-01T11:00:00Z', 'noisy', 'ops' from sources where key = 'anyping'`);
    await world.tell(
      { type: "opened", at: 0, key: "a", monitor: "Batch 1" },
      { type: "opened", at: 0, key: "b", monitor: "Checkout 2" },
      { type: "test", at: 0, key: "c" },
    );
    expect(await world.actions()).toEqual([]);
    expect(await world.incidents()).toEqual(["open 0- critical", "open 0- critical"]);
  });
});

describe("disorder", () => {
  it("makes an incident resolved when its resolve was there first: nothing goes out (F2, worked example 8)", async () => {
    await world.tell({ type: "resolved", at: 10 }, { type: "opened", at: 0 });
    expect(await world.changes()).toEqual(["none", "none"]);
    expect(await world.incidents()).toEqual(["resolved 0-10 critical"]);
    expect(await world.actions()).toEqual([]);
    expect(
      await world.rows("select count(distinct incident_id)::int as n, count(incident_id)::int as events from events"),
    ).toEqual([{ n: 1, events: 2 }]);
  });

  it("sets aside an opening of long ago, once per key (A11)", async () => {
    const old = -31 * 24 * 60;
    await world.tell({ type: "opened", at: old }, { type: "opened", at: old }, { type: "resolved", at: 1 });
    expect(await world.incidents()).toEqual([]);
    expect(await world.failures()).toEqual(["delivery-too-old anyping k1 3 open"]);
    await world.tell({ type: "opened", at: 2 });
    expect(await world.incidents()).toEqual(["open 2- critical"]);
  });

  it("takes a time that is ahead as the time of receipt, and marks it (M4)", async () => {
    const id = await world.store(anypingBody({ type: "opened", at: 30 }));
    await world.process([id]);
    expect(await world.incidents()).toEqual(["open 0- critical"]);
    expect(await world.rows("select start_basis, marked from incident_intervals")).toEqual([
      { start_basis: "received", marked: "sender-time-in-future" },
    ]);
  });

  it("cuts intervals where the severity changes (worked example 14) and marks the ledger", async () => {
    await world.tell(
      { type: "opened", at: 0 },
      { type: "updated", at: 6, severity: "medium" },
      { type: "resolved", at: 10 },
    );
    expect(await world.incidents()).toEqual(["resolved 0-6 critical, 6-10 medium"]);
    expect(await world.changes()).toEqual(["opened", "updated", "resolved"]);
    const marks = await world.rows<{ m: number }>(
      `select distinct extract(epoch from dirty_from - '2026-10-01T10:00:00Z')::int / 60 as m from ledger_dirty order by m`,
    );
    expect(marks).toEqual([{ m: 0 }, { m: 6 }]);
  });
});

describe("batches", () => {
  it("do the same when they run twice", async () => {
    const ids = [await world.store(anypingBody({ type: "opened", at: 0 })), await world.store("{")];
    await world.process(ids);
    const before = [await world.actions(), await world.jobs(), await world.failures(), await world.changes()];
    expect(await world.process(ids)).toEqual({ processed: 0, ignored: 0, failed: 0, split: 0 });
    expect([await world.actions(), await world.jobs(), await world.failures(), await world.changes()]).toEqual(before);
    expect(await world.failures()).toEqual(["delivery-unreadable anyping 1 open"]);
  });

  it("go on without the one that can't be processed, which becomes a failure after five tries that threw", async () => {
    const bodies = [0, 1, 2, 3, 4, 5, 6].map((n) => anypingBody({ type: "opened", at: 0, key: `k${n}` }));
    const ids = await Promise.all(bodies.map((body) => world.store(body)));
    await world.rows(`create or replace function refuse_k3() returns trigger language plpgsql as
      $$ begin if new.correlation_key = 'k3' then raise exception 'poison'; end if; return new; end $$`);
    await world.rows("create trigger poison before insert on incidents for each row execute function refuse_k3()");
    expect(await world.process(ids)).toEqual({ processed: 6, ignored: 0, failed: 0, split: 1 });
    expect(await world.jobs()).toContainEqual(`process ["${ids[3]}"]`);
    for (const attempt of [1, 2, 3, 4]) await expect(world.process([ids[3]!], attempt)).rejects.toThrow();
    expect(await world.process([ids[3]!], 5)).toMatchObject({ failed: 1 });
    await world.rows("drop trigger poison on incidents");
    expect(await world.failures()).toEqual(["delivery-crashes anyping 1 open"]);
    expect(
      await world.rows(
        "select state, reason like 'processing it threw 5 times%' as told from deliveries where state <> 'processed'",
      ),
    ).toEqual([{ state: "failed", told: true }]);
  });

  it("are halved into jobs after their worker was lost, and one that loses three workers alone is given up", async () => {
    const ids = await Promise.all(
      [1, 2, 3].map((n) => world.store(anypingBody({ type: "opened", at: 0, key: `k${n}` }))),
    );
    expect(await world.process(ids, 2)).toMatchObject({ processed: 0, split: 3 });
    expect((await world.jobs()).filter((job) => job.startsWith("process")).length).toBe(2);
    // A worker that dies leaves its note behind.
    const die = () => new Promise<void>(() => {});
    for (const attempt of [2, 3, 4]) {
      const lost = new Promise<void>((resolve) => {
        world.failpoints.set("job.afterNormalise", () => {
          resolve();
          return die();
        });
      });
      void world.process([ids[0]!], attempt).catch(() => {});
      await lost;
      await world.rows(`select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()
        and datname = current_database() and state = 'idle in transaction'`);
    }
    world.failpoints.clear();
    expect(await world.process([ids[0]!], 5)).toMatchObject({ failed: 1 });
    expect(await world.failures()).toEqual(["delivery-crashes anyping 1 open"]);
  });

  it("of the same keys at the same time lose nothing and do not wait for each other in a circle (F5)", async () => {
    const keys = [...Array(12).keys()].map((n) => `k${n}`);
    const store = (type: "opened" | "acknowledged" | "updated", at: number) =>
      Promise.all(keys.map((key) => world.store(anypingBody({ type, at, key }))));
    world.setNow(t0 + 3 * minute);
    const [opened, acknowledged, updated] = [
      await store("opened", 0),
      await store("acknowledged", 1),
      await store("updated", 2),
    ];
    await Promise.all([world.process(opened), world.process(acknowledged.toReversed()), world.process(updated)]);
    expect(await world.incidents()).toEqual(keys.map(() => "acknowledged 0- critical"));
    expect((await world.actions()).filter((told) => told.startsWith("ticket create")).length).toBe(keys.length);
    expect(await world.rows("select distinct state from deliveries")).toEqual([{ state: "processed" }]);
  });
});
