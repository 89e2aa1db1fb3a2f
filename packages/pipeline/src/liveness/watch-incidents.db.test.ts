import { newUuid } from "@signalbox/core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { acceptEvent, skipEvent } from "../incident/accept-event.ts";
import { resolveIncidentByHand } from "../incident/act-on-incident.ts";
import {
  anypingBody,
  createProcessingUnderTest,
  minute,
  type ProcessingUnderTest,
  t0,
} from "../process/processing-under-test.ts";
import { watchIncidents } from "./watch-incidents.ts";

let world: ProcessingUnderTest;
beforeAll(async () => {
  world = await createProcessingUnderTest();
  await world.rows(`update sources set settings = '{"staleAfter": "4h"}' where key = 'anyping'`);
});
afterEach(() => world.reset());
afterAll(() => world.close());

const ana = { kind: "person", name: "ana@example.test" } as const;
const hour = 60 * minute;
const nothing = { calm: 0, stale: 0, orphans: 0 };

async function watchAt(minutes: number) {
  world.setNow(t0 + minutes * minute);
  return watchIncidents(world.deps);
}

async function eventOf(type: string): Promise<{ deliveryId: string; ordinal: number }> {
  const [row] = await world.rows<{ delivery_id: string; ordinal: number }>(
    `select delivery_id, ordinal from events where type = '${type}' and manual_act_id is null order by received_at limit 1`,
  );
  return { deliveryId: row!.delivery_id, ordinal: row!.ordinal };
}

describe("an incident that nothing is heard of", () => {
  it("is asked about once, after the time that its source says, and not once something was heard", async () => {
    await world.tell({ type: "opened", at: 0 }, { type: "opened", at: 60 });
    expect(await watchAt(60 + 239)).toEqual(nothing);
    expect(await watchAt(60 + 241)).toEqual({ ...nothing, stale: 1 });
    expect(await watchAt(60 + 300)).toEqual(nothing);
    expect(await world.failures()).toEqual(["incident-stale anyping k1 1 open"]);
    expect(await world.rows("select verb from journal where verb like 'incident.s%'")).toEqual([
      { verb: "incident.stale" },
    ]);
    // Even what says nothing new is a word.
    await world.store(anypingBody({ type: "opened", at: 60 })).then((id) => world.process([id]));
    expect(await world.failures()).toEqual(["incident-stale anyping k1 1 settled"]);
    expect(await world.rows("select status, stale_since from incidents")).toEqual([
      { status: "open", stale_since: null },
    ]);
    expect(await watchAt(60 + 300 + 239)).toEqual(nothing);
    expect(await watchAt(60 + 300 + 241)).toEqual({ ...nothing, stale: 1 });
  });

  it("is resolved by hand, and opened again by the next report", async () => {
    await world.tell({ type: "opened", at: 0 });
    await watchAt(300);
    const [row] = await world.rows<{ id: string }>("select id from incidents");
    await resolveIncidentByHand(world.deps, { incidentId: row!.id, actor: ana, reason: "the tool sends no resolve" });
    expect(await world.failures()).toEqual(["incident-stale anyping k1 1 settled"]);
    await world.tell({ type: "opened", at: 305 });
    expect(await world.incidents()).toEqual(["open 0-300 critical, 305- critical"]);
  });

  it("is heard of by a delivery that came again", async () => {
    await world.tell({ type: "opened", at: 0 });
    await world.rows(`insert into delivery_repeats (delivery_id, seen_at)
      select id, '2026-10-01T13:30:00Z' from deliveries`);
    expect(await watchAt(300)).toEqual(nothing);
    expect(await world.rows("select last_seen_at from incident_keys where correlation_key = 'k1'")).toEqual([
      { last_seen_at: t0 + 3.5 * hour },
    ]);
    expect(await watchAt(3.5 * 60 + 241)).toEqual({ ...nothing, stale: 1 });
  });
});

describe("flapping", () => {
  it("ends when the monitor is up and has been calm, and its notice with it", async () => {
    for (let n = 0; n < 7; n++) await world.tell({ type: "opened", at: n }, { type: "resolved", at: n + 0.5 });
    await world.tell({ type: "opened", at: 7 });
    expect(await world.failures()).toEqual(["monitor-flapping anyping Checkout EU 4 open"]);
    expect(await watchAt(60)).toEqual(nothing);
    await world.tell({ type: "resolved", at: 61 });
    expect(await watchAt(62)).toEqual({ ...nothing, calm: 1 });
    expect(await world.failures()).toEqual(["monitor-flapping anyping Checkout EU 4 settled"]);
    expect(await world.rows("select flapping, flapping_since, flapping_until from incidents")).toEqual([
      { flapping: false, flapping_since: null, flapping_until: null },
    ]);
    expect(await world.rows("select verb from journal where verb = 'incident.calm'")).toHaveLength(1);
  });
});

describe("a resolve whose outage nobody reported", () => {
  it("is listed after an hour, once, and pages nobody", async () => {
    await world.tell({ type: "resolved", at: 0 }, { type: "resolved", at: 2 });
    expect(await watchAt(59)).toEqual(nothing);
    expect(await watchAt(63)).toEqual({ ...nothing, orphans: 2 });
    expect(await watchAt(70)).toEqual(nothing);
    expect(await world.failures()).toEqual(["event-orphaned anyping k1 2 open"]);
    expect((await world.jobs()).filter((job) => job.startsWith("escalate"))).toEqual([]);
  });

  it("is no orphan where its incident had ended before", async () => {
    await world.tell({ type: "opened", at: 0 }, { type: "resolved", at: 5 }, { type: "resolved", at: 6 });
    expect(await watchAt(120)).toEqual(nothing);
  });

  it("settles itself when the outage is told after all", async () => {
    await world.tell({ type: "resolved", at: 10 });
    await watchAt(90);
    await world.tell({ type: "opened", at: 0 });
    expect(await world.failures()).toEqual(["event-orphaned anyping k1 1 settled"]);
    expect(await world.incidents()).toEqual(["resolved 0-10 critical"]);
  });

  it("counts once a person says when it began, and opens nothing outside", async () => {
    await world.tell({ type: "resolved", at: 30 });
    const act = { event: await eventOf("resolved"), actor: ana, reason: "seen in the tool" };
    expect(await acceptEvent(world.deps, { ...act, startedAt: t0 })).toEqual({ outcome: "not-set-aside" });
    await watchAt(120);
    const endedAt = t0 + 30 * minute;
    for (const startedAt of [null, endedAt]) {
      expect(await acceptEvent(world.deps, { ...act, startedAt })).toEqual({ outcome: "start-needed", endedAt });
    }
    expect(await acceptEvent(world.deps, { ...act, startedAt: t0 })).toMatchObject({ outcome: "done" });
    expect(await world.incidents()).toEqual(["resolved 0-30 critical"]);
    expect(await world.rows("select start_basis from incident_intervals")).toEqual([{ start_basis: "adjusted" }]);
    expect(await world.actions()).toEqual([]);
    expect(await world.rows("select settled_by, settled_reason from failures")).toEqual([
      { settled_by: "ana@example.test", settled_reason: "seen in the tool" },
    ]);
    expect(await acceptEvent(world.deps, { ...act, startedAt: t0 })).toEqual({ outcome: "not-set-aside" });
  });

  it("is skipped with a reason, and not asked about again", async () => {
    await world.tell({ type: "resolved", at: 0 });
    await watchAt(90);
    const act = { event: await eventOf("resolved"), actor: ana, reason: "a test of the tool" };
    const both = await Promise.all([skipEvent(world.deps, act), skipEvent(world.deps, act)]);
    expect(both.map(({ outcome }) => outcome).sort()).toEqual(["done", "not-set-aside"]);
    expect(await watchAt(300)).toEqual(nothing);
    expect(await world.failures()).toEqual(["event-orphaned anyping k1 1 settled"]);
    expect(await world.rows("select actor, subject_kind from journal where verb = 'event.skipped'")).toEqual([
      { actor: "ana@example.test", subject_kind: "event" },
    ]);
  });
});

describe("an opening of long ago that was set aside", () => {
  const old = -31 * 24 * 60;

  it("opens its incident when a person says that it is real (A11)", async () => {
    await world.tell({ type: "opened", at: old }, { type: "updated", at: 1, severity: "high" });
    expect(await world.failures()).toEqual(["delivery-too-old anyping k1 2 open"]);
    const event = await eventOf("opened");
    expect(
      await world.rows("select details ->> 'apply' as apply, details ->> 'ordinal' as ordinal from failures"),
    ).toEqual([{ apply: "acceptEvent", ordinal: "0" }]);
    const act = { event, actor: ana, reason: "it runs since then", startedAt: null };
    const both = await Promise.all([acceptEvent(world.deps, act), acceptEvent(world.deps, act)]);
    expect(both.map(({ outcome }) => outcome).sort()).toEqual(["done", "not-set-aside"]);
    expect(await world.incidents()).toEqual([`open ${old}-1 critical, 1- high`]);
    expect((await world.actions()).sort()).toEqual(["page create waiting", "ticket create waiting"]);
    expect(await world.failures()).toEqual(["delivery-too-old anyping k1 2 settled"]);
    expect(await world.rows("select kind, author, reason from manual_acts")).toEqual([
      { kind: "accept-event", author: "ana@example.test", reason: "it runs since then" },
    ]);
    expect(await world.rows("select count(*)::int as n from events where incident_id is null")).toEqual([{ n: 0 }]);
    await world.tell({ type: "resolved", at: 5 });
    expect(await world.incidents()).toEqual([`resolved ${old}-1 critical, 1-5 high`]);
  });

  it("opens nothing outside where its end is known by then", async () => {
    await world.tell({ type: "opened", at: old }, { type: "resolved", at: 1 });
    await acceptEvent(world.deps, { event: await eventOf("opened"), actor: ana, reason: "real", startedAt: null });
    expect(await world.incidents()).toEqual([`resolved ${old}-1 critical`]);
    expect(await world.actions()).toEqual([]);
  });

  it("is not found where there is none", async () => {
    const act = { event: { deliveryId: newUuid(), ordinal: 0 }, actor: ana, reason: "x" };
    expect(await skipEvent(world.deps, act)).toEqual({ outcome: "not-found" });
  });
});
