import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestPerform, type TestPerform } from "./start-test-perform.ts";

let world: TestPerform;
beforeAll(async () => {
  world = await startTestPerform();
});
afterAll(() => world.stop());

const traceparents = () =>
  world.practice
    .requests()
    .filter(({ path }) => !path.startsWith("/current"))
    .map(({ traceparent }) => traceparent ?? "");

it("sends every call as part of the delivery's trace, by a span of its own, and keeps it with the attempt", async () => {
  const incident = await world.openIncident();
  const headers = [
    ["Content-Type", "application/json"],
    ["Traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"],
  ];
  await world.db.sql`insert into delivery_bodies (received_at, delivery_id, method, headers, verification, body)
    values (${new Date(incident.receivedAt).toISOString()}, ${incident.deliveryId}, 'POST', ${world.db.sql.json(headers)}, '{}', '{}')`;
  const ordered = await world.order(incident, "ticket");
  await world.perform(ordered.actionId);
  await world.perform(await world.resolve(incident, ordered));
  const sent = traceparents();
  expect(sent).toHaveLength(3);
  expect(new Set(sent).size).toBe(3);
  for (const one of sent) expect(one).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-01$/);
  const kept = await world.db
    .sql`select request -> 'headers' ->> 'traceparent' as told from attempts order by started_at`;
  expect(kept.map(({ told }) => told)).toEqual(sent);
});

it("makes one trace for what a delivery without any led to", async () => {
  const before = traceparents().length;
  const incident = await world.openIncident();
  await world.perform((await world.order(incident, "ticket")).actionId);
  await world.perform((await world.order(incident, "page")).actionId);
  const traces = traceparents()
    .slice(before)
    .map((one) => one.split("-")[1]);
  expect(traces).toHaveLength(2);
  expect(new Set(traces).size).toBe(1);
});
