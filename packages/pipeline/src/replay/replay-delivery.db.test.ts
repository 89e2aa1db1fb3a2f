import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createProcessingUnderTest, minute, type ProcessingUnderTest, t0 } from "../process/processing-under-test.ts";
import { previewReplay, replayDelivery } from "./replay-delivery.ts";

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

const act = (deliveryId: string, sendAnyway: string[] = []) =>
  replayDelivery(world.deps, {
    deliveryId,
    sendAnyway,
    actor: { kind: "person", name: "ana@example.test" },
    reason: "the rule was wrong",
  });
async function firstDelivery(): Promise<string> {
  const [row] = await world.rows<{ id: string }>("select id from deliveries order by received_at limit 1");
  return row!.id;
}
async function standing(deliveryId: string): Promise<string[]> {
  const plan = await previewReplay(world.deps, deliveryId);
  if (!("events" in plan)) return [plan.outcome];
  return plan.events.flatMap((event) =>
    event.orders.map((order) => `${event.reading} ${order.kind} ${order.standing}`),
  );
}

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
    const plan = await previewReplay(world.deps, id);
    expect(plan).toMatchObject({
      outcome: "planned",
      events: [{ reading: "differs", orders: [], differences: [{ field: "severity" }, { field: "summary" }] }],
    });
    await world.configure(rulesOf(page));
    expect(await act(id)).toMatchObject({ outcome: "done", ordered: 0 });
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
