import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createProcessingUnderTest, minute, type ProcessingUnderTest, t0 } from "../process/processing-under-test.ts";
import { previewReplay, type ReplayPreview, replayDelivery } from "./replay-delivery.ts";

const page = "{page: {connection: pager}}";
const ticket = "{ticket: {connection: desk}}";
const rulesOf = (...actions: string[]) => `rules: [{key: all, on: [opened], do: [${actions.join(", ")}]}]`;

let world: ProcessingUnderTest;
beforeAll(async () => {
  world = await createProcessingUnderTest();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.configure(rulesOf(ticket));
  await world.reset();
});

const act = (deliveryId: string, sendAnyway: string[] = [], takeReading: number[] = []) =>
  replayDelivery(world.deps, {
    deliveryId,
    takeReading,
    sendAnyway,
    actor: { kind: "person", name: "ana@example.test" },
    reason: "the rule was wrong",
  });
async function firstDelivery(): Promise<string> {
  const [row] = await world.rows<{ id: string }>("select id from deliveries order by received_at limit 1");
  return row!.id;
}
async function preview(deliveryId: string, takeReading: number[] = []): Promise<ReplayPreview> {
  const seen = await previewReplay(world.deps, { deliveryId, takeReading, actor: { kind: "person", name: "ana" } });
  if ("outcome" in seen) throw new Error(seen.outcome);
  return seen;
}
async function standing(deliveryId: string, takeReading: number[] = []): Promise<string[]> {
  const { plan } = await preview(deliveryId, takeReading);
  if (!("events" in plan)) return [plan.outcome];
  return plan.events.flatMap((event) =>
    event.orders.map((order) => `${event.reading} ${order.kind} ${order.standing}`),
  );
}

/** Stored as the code of another day has read it. */
async function readThenAs(event: string, fact: string): Promise<void> {
  await world.rows(`update events set ${event}`);
  await world.rows(`update incident_facts set ${fact}`);
  if (!fact.startsWith("severity")) return;
  await world.rows(`update incidents set ${fact}`);
  await world.rows(`update incident_intervals set ${fact}`);
}
const readings = async () =>
  (
    await world.rows<{ told: string }>(
      "select severity || ' ' || change || case when superseded_at is null then '' else ' superseded' end as told from events order by received_at, delivery_id",
    )
  ).map(({ told }) => told);
const facts = async () =>
  (
    await world.rows<{ told: string }>(
      "select kind || ' ' || severity || case when superseded_at is null then '' else ' superseded' end as told from incident_facts order by severity",
    )
  ).map(({ told }) => told);

describe("replaying a delivery", () => {
  it("lets what is missing go out for an incident that is not over, pages too, and once", async () => {
    await world.tell({ type: "opened", at: 0 });
    const id = await firstDelivery();
    expect(await standing(id)).toEqual(["same ticket there"]);
    expect(await act(id)).toMatchObject({ outcome: "done", ordered: 0 });
    await world.configure(rulesOf(ticket, page));
    expect(await standing(id)).toEqual(["same ticket there", "same page missing"]);
    expect(await world.actions()).toEqual(["ticket create waiting"]);
    expect(await act(id)).toMatchObject({ outcome: "done", ordered: 1 });
    expect((await world.actions()).toSorted()).toEqual(["page create waiting", "ticket create waiting"]);
    expect(await standing(id)).toEqual(["same ticket there", "same page there"]);
    expect(await act(id)).toMatchObject({ outcome: "done", ordered: 0 });
    expect(await world.jobs()).toContain("perform_page page create");
    expect(await world.changes()).toEqual(["opened"]);
    const [line] = await world.rows<{ details: object }>(
      "select details from journal where verb = 'delivery.replayed' order by id desc offset 1 limit 1",
    );
    expect(line!.details).toMatchObject({ reason: "the rule was wrong", ordered: [{ kind: "page" }] });
  });

  it("sends nothing for one that is over, unless a person chose it; a page never", async () => {
    await world.tell({ type: "opened", at: 0 }, { type: "resolved", at: 5 });
    const id = await firstDelivery();
    await world.rows("update obligations set status = 'cancelled', settled_at = now()");
    await world.rows("update actions set state = 'cancelled', finished_at = now()");
    await world.configure(rulesOf(ticket, page));
    expect(await standing(id)).toEqual(["same ticket over", "same page over"]);
    expect(await act(id)).toMatchObject({ outcome: "done", ordered: 0 });
    expect(await act(id, ["0-1"])).toEqual({ outcome: "not-sendable", id: "0-1" });
    expect(await act(id, ["0-0"])).toMatchObject({ outcome: "done", ordered: 1 });
    const made = (await world.actions()).filter((told) => !told.endsWith("cancelled"));
    expect(made).toEqual(["ticket create waiting", "ticket close waiting"]);
  });

  it("orders nothing for what reads differently today: both readings are shown", async () => {
    await world.tell({ type: "opened", at: 0 });
    const id = await firstDelivery();
    await world.rows("update events set severity = 'low', summary = 'As it was read then'");
    const { plan } = await preview(id);
    expect(plan).toMatchObject({
      outcome: "planned",
      events: [{ reading: "differs", orders: [], differences: [{ field: "severity" }, { field: "summary" }] }],
    });
    await world.configure(rulesOf(page));
    expect(await act(id)).toMatchObject({ outcome: "done", ordered: 0 });
  });

  it("takes the new reading on request: the same incident by it, what is missing goes out, the old reading stays", async () => {
    await world.tell({ type: "opened", at: 0 });
    const id = await firstDelivery();
    await readThenAs("severity = 'low', summary = 'As it was read then'", "severity = 'low'");
    await world.configure(
      'rules: [{key: all, when: event.severity == "critical", do: [{ticket: {connection: desk}}, {page: {connection: pager}}]}]',
    );
    expect(await standing(id, [0])).toEqual(["same ticket there", "same page missing"]);
    const { changed } = await preview(id, [0]);
    expect(changed).toMatchObject([{ was: { severity: "low" }, now: { severity: "critical" }, isWithdrawn: false }]);
    expect(await world.incidents()).toEqual(["open 0- low"]);
    expect(await act(id, [], [0])).toMatchObject({ outcome: "done", ordered: 1 });
    expect(await world.incidents()).toEqual(["open 0- critical"]);
    expect((await world.actions()).toSorted()).toEqual(["page create waiting", "ticket create waiting"]);
    expect(await readings()).toEqual(["low opened superseded", "critical opened"]);
    expect(await facts()).toEqual(["opened critical", "opened low superseded"]);
    expect(await act(id, [], [0])).toEqual({ outcome: "not-takeable", ordinal: 0 });
    expect(await standing(id)).toEqual(["same ticket there", "same page there"]);
    await world.tell({ type: "resolved", at: 5 });
    expect(await world.incidents()).toEqual(["resolved 0-5 critical"]);
  });

  it("takes it with what is left of the budget, where a rule asks", async () => {
    await world.rows(`insert into component_targets (component_id, sla_target, valid_from)
      select id, 99.9, '2026-01-01Z' from components where key = 'checkout-api'`);
    await world.configure(`rules: [{key: near, on: [opened], when: component.budgetLeft > 0.0, do: [${ticket}]}]`);
    await world.tell({ type: "opened", at: 0 });
    const delivery = await firstDelivery();
    await readThenAs("severity = 'low'", "severity = 'low'");
    await act(delivery, [], [0]);
    const taken = await world.rows<{ severity: string; left: number | null }>(
      `select severity, (context -> 'component' ->> 'budgetLeft')::float as left from events where superseded_at is null`,
    );
    await world.rows("delete from component_targets");
    expect(taken).toEqual([{ severity: "critical", left: expect.any(Number) }]);
  });

  it("takes a reading under another key: the incident that never was is over, the other one opens", async () => {
    await world.tell({ type: "opened", at: 0, key: "right" });
    const id = await firstDelivery();
    await readThenAs("correlation_key = 'wrong'", "correlation_key = 'wrong'");
    await world.rows("update incidents set correlation_key = 'wrong'");
    await world.rows("update incident_keys set correlation_key = 'wrong'");
    const { changed } = await preview(id, [0]);
    expect(
      changed.map(({ now, isWithdrawn }) => `${now.correlationKey} ${now.status} ${isWithdrawn}`).toSorted(),
    ).toEqual(["right open false", "wrong resolved true"]);
    expect(await act(id, [], [0])).toMatchObject({ outcome: "done", ordered: 1 });
    expect((await world.incidents()).toSorted()).toEqual(["open 0- critical", "resolved"]);
    expect((await world.actions()).toSorted()).toEqual(["ticket create cancelled", "ticket create waiting"]);
    const lines = await world.rows<{ verb: string }>("select verb from journal where verb = 'incident.withdrawn'");
    expect(lines).toHaveLength(1);
  });

  it("processes what had failed as if it had just come, and says what can't be replayed", async () => {
    const waiting = await world.store("{}");
    expect(await act(waiting)).toEqual({ outcome: "not-processed" });
    await world.process([waiting]);
    expect(await act(waiting)).toEqual({ outcome: "retried" });
    const states = await world.rows<{ state: string }>(`select state from deliveries where id = '${waiting}'`);
    expect(states).toEqual([{ state: "received" }]);
    expect(await act("00000000-0000-7000-8000-000000000000")).toEqual({ outcome: "not-found" });
    world.setNow(t0 + 10 * minute);
    await world.tell({ type: "opened", at: 11 });
    await world.rows("delete from delivery_bodies");
    const [row] = await world.rows<{ id: string }>("select id from deliveries where state = 'processed'");
    expect(await act(row!.id)).toEqual({ outcome: "gone" });
  });
});
