import { newUuid } from "@signalbox/core";
import { planFailureRetry } from "@signalbox/database";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { createProcessingUnderTest, type ProcessingUnderTest } from "../process/processing-under-test.ts";
import { acknowledgeIncidentByHand, resolveIncidentByHand } from "./act-on-incident.ts";
import { retryDeliveries } from "./retry-delivery.ts";

let world: ProcessingUnderTest;
beforeAll(async () => {
  world = await createProcessingUnderTest();
});
afterEach(() => world.reset());
afterAll(() => world.close());

const actor = { kind: "person", name: "ana@example.test" } as const;

async function incidentId(): Promise<string> {
  const [row] = await world.rows<{ id: string }>("select id from incidents");
  return row!.id;
}

it("resolves by hand: an event with its reason, an end of the interval, no ticket left", async () => {
  await world.tell({ type: "opened", at: 0 });
  const act = { incidentId: await incidentId(), actor, reason: "mended by hand" };
  world.setNow(Date.parse("2026-10-01T10:20:00Z"));
  const [first, second] = await Promise.all([
    resolveIncidentByHand(world.deps, act),
    resolveIncidentByHand(world.deps, act),
  ]);
  expect([first.outcome, second.outcome].sort()).toEqual(["already", "done"]);
  expect(await world.incidents()).toEqual(["resolved 0-20 critical"]);
  expect((await world.actions()).sort()).toEqual(["page create cancelled", "ticket create cancelled"]);
  expect(
    await world.rows(
      "select e.change, e.time_basis, e.summary, m.author from events e join manual_acts m on m.id = e.manual_act_id",
    ),
  ).toEqual([{ change: "resolved", time_basis: "adjusted", summary: "mended by hand", author: "ana@example.test" }]);
  expect(await world.rows("select actor_kind, actor, verb from journal where verb = 'incident.resolved'")).toEqual([
    { actor_kind: "person", actor: "ana@example.test", verb: "incident.resolved" },
  ]);
  // What the sender repeats of the same outage does not open it again.
  await world.tell({ type: "opened", at: 0 });
  expect(await world.incidents()).toEqual(["resolved 0-20 critical"]);
});

it("acknowledges once", async () => {
  await world.tell({ type: "opened", at: 0 });
  const act = { incidentId: await incidentId(), actor, reason: "" };
  expect(await acknowledgeIncidentByHand(world.deps, act)).toMatchObject({
    outcome: "done",
    incident: { status: "acknowledged" },
  });
  expect(await acknowledgeIncidentByHand(world.deps, act)).toMatchObject({ outcome: "already" });
  expect(await world.incidents()).toEqual(["acknowledged 0- critical"]);
});

it("says so where there is no such incident", async () => {
  const act = { incidentId: newUuid(), actor, reason: "x" };
  expect(await resolveIncidentByHand(world.deps, act)).toEqual({ outcome: "not-found" });
});

it("retries failed deliveries, and settles the failure once none is left", async () => {
  const id = await world.store("{");
  await world.process([id]);
  expect(await world.failures()).toEqual(["delivery-unreadable anyping 1 open"]);
  expect(await retryDeliveries(world.deps, { deliveryIds: [id, newUuid()], actor })).toEqual([id]);
  expect(await world.jobs()).toContainEqual(`process ["${id}"]`);
  await world.rows(`update delivery_bodies set body = '{"type": "test"}'`);
  await world.process([id]);
  expect(await world.failures()).toEqual(["delivery-unreadable anyping 1 settled"]);
});

it("leaves alone what a person had settled before: neither waited for nor retried again", async () => {
  const old = await world.store("{");
  await world.process([old]);
  await world.rows("update failures set status = 'settled', settled_at = now(), settled_by = 'ana'");
  world.setNow(world.deps.now() + 60_000);
  const fresh = await world.store("{ ");
  await world.process([fresh]);
  const { items } = await planFailureRetry(world.deps.db.read, {});
  expect(items).toEqual([{ kind: "delivery", id: fresh }]);
  await retryDeliveries(world.deps, { deliveryIds: [fresh], actor });
  await world.rows(`update delivery_bodies set body = '{"type": "test"}' where delivery_id = '${fresh}'`);
  await world.process([fresh]);
  expect(await world.failures()).toEqual([
    "delivery-unreadable anyping 1 settled",
    "delivery-unreadable anyping 1 settled",
  ]);
});
