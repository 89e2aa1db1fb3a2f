import { newUuid } from "@signalbox/core";
import { processDeliveries } from "@signalbox/pipeline";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestApi, type TestApi } from "../start-test-api.ts";

const config = (rules: string) => `
version: 1
sources: [{key: anyping, sender: anyping, secrets: [{value: anyping-secret-0123456789}]}]
connections:
  - {key: desk, kind: ticket-json, baseUrl: "http://127.0.0.1:9",
     ticket: {create: {method: POST, path: /tickets, body: {}, id: "$.id"},
              close: {method: PATCH, path: "/tickets/{{ obligation.externalId }}", body: {}}}}
rules: ${rules}
`;

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
  await api.client.applyConfig({ body: { text: config("[{key: silence, do: []}]") } });
});
afterAll(() => api.close());

it("a replay is shown before it does anything, refused in words, and done once", async () => {
  await api.client.sendTestEvent({ params: { key: "anyping" }, body: { kind: "open", key: "k" } });
  const [delivery] = (await api.client.listDeliveries()).items;
  const params = { id: delivery!.id };
  await expect(api.client.previewReplay({ params })).rejects.toMatchObject({ status: 409 });
  const rows = await api.db.sql<{ id: string }[]>`select id from deliveries`;
  const deps = { db: api.db, now: Date.now, newId: newUuid, failpoint: () => {} };
  await processDeliveries(deps, { deliveryIds: rows.map(({ id }) => id), attempt: 1 });
  const before = await api.client.previewReplay({ params });
  expect(before).toMatchObject({ outcome: "planned", ordered: null, events: [{ reading: "same", orders: [] }] });

  await api.client.applyConfig({ body: { text: config("[{key: tickets, do: [{ticket: {connection: desk}}]}]") } });
  const orders = [{ id: "0-0", rule: "tickets", kind: "ticket", connection: "desk", standing: "missing" }];
  expect(await api.client.previewReplay({ params })).toMatchObject({
    events: [{ incident: { status: "open" }, orders }],
  });
  const wrong = api.client.replayDelivery({ params, body: { reason: "try", sendAnyway: ["0-0"] } });
  await expect(wrong).rejects.toMatchObject({ status: 422, problem: { errors: [{ path: "body.sendAnyway" }] } });
  expect(await api.client.replayDelivery({ params, body: { reason: "no rule" } })).toMatchObject({ ordered: 1 });
  expect(await api.client.replayDelivery({ params, body: { reason: "again" } })).toMatchObject({ ordered: 0 });
  expect((await api.client.listObligations()).items).toMatchObject([{ kind: "ticket", status: "open" }]);
  const unknown = { id: `dlv_${"0".repeat(32)}` };
  await expect(api.client.previewReplay({ params: unknown })).rejects.toMatchObject({ status: 404 });
});
