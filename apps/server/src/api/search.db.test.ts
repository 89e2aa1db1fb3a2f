import { newUuid } from "@signalbox/core";
import { processDeliveries } from "@signalbox/pipeline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApi, type TestApi } from "../start-test-api.ts";

const config = `
version: 1
teams: [{key: payments, name: Payments}]
components: [{key: checkout, name: Checkout API, team: payments, monitors: [{source: probe, match: "*"}]}]
sources: [{key: probe, sender: generic, token: {value: hook-token-0123456789-0123456789-0123456789}, auth: {scheme: url}}]
connections:
  - {key: desk, kind: ticket-json, baseUrl: "http://127.0.0.1:9",
     ticket: {create: {method: POST, path: /tickets, body: {}, id: "$.id"},
              close: {method: PATCH, path: "/tickets/{{ obligation.externalId }}", body: {}}}}
rules: [{key: checkout-tickets, on: [opened], do: [{ticket: {connection: desk}}]}]
`;
const url = "/hooks/hook-token-0123456789-0123456789-0123456789";
const bodies = 130;

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
  await api.client.applyConfig({ body: { text: config } });
  for (let i = 0; i < bodies; i++)
    await post({
      id: `d${i}`,
      incident_id: `k${i}`,
      status: "open",
      monitor: "Shop",
      title: `Checkout fails ${i}`,
      note: { n: i },
    });
  const rows = await api.db.sql<{ id: string }[]>`select id from deliveries`;
  const deps = { db: api.db, now: Date.now, newId: newUuid, failpoint: () => {} };
  await processDeliveries(deps, { deliveryIds: rows.map(({ id }) => id), attempt: 1 });
  await api.db
    .sql`update obligations set external_id = 'OPS-4711' where id = (select max(id::text)::uuid from obligations)`;
});
afterAll(() => api.close());

async function post(body: object): Promise<void> {
  const answer = await fetch(api.url + url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(200);
}
const found = async (q: string) =>
  (await api.client.search({ query: { q } })).items.map(({ kind, title }) => `${kind} ${title}`);

describe("searching everything", () => {
  it("finds names, titles and monitors by a part of them, some of each kind", async () => {
    expect(await found("checkout fails 77")).toEqual(["incident Checkout fails 77", "delivery Checkout fails 77"]);
    const all = await found("checkout");
    expect(all).toContain("component Checkout API");
    expect(all).toContain("rule checkout-tickets");
    expect(all.filter((hit) => hit.startsWith("incident"))).toHaveLength(6);
    expect(await found("PAYM")).toEqual(["team Payments"]);
    expect(await found("%")).toEqual([]);
  });

  it("finds by a ticket's number, and leads to its incident", async () => {
    const { items } = await api.client.search({ query: { q: "OPS-4711" } });
    expect(items).toMatchObject(
      [{ kind: "obligation", title: "ticket OPS-4711 in desk", status: "open", incidentId: /^inc_/ }].map((hit) => ({
        ...hit,
        incidentId: expect.stringMatching(hit.incidentId),
      })),
    );
    const [{ reference } = { reference: "" }] = await api.db.sql<
      { reference: string }[]
    >`select reference from obligations limit 1`;
    expect(await found(reference)).toHaveLength(1);
  });

  it("finds by any id that is printed somewhere, and nothing else then", async () => {
    const [delivery] = (await api.client.listDeliveries({ query: { limit: 1 } })).items;
    const [incident] = (await api.client.listIncidents({ query: { limit: 1 } })).items;
    const [action] = (await api.client.listActions({ query: { limit: 1 } })).items;
    const [obligation] = (await api.client.listObligations({ query: { limit: 1 } })).items;
    const [event] = (await api.client.listEvents({ query: { limit: 1 } })).items;
    const kinds = async (q: string) => (await api.client.search({ query: { q } })).items.map((hit) => hit.kind);
    expect(await kinds(delivery!.id)).toEqual(["delivery"]);
    expect(await kinds(event!.id)).toEqual(["delivery"]);
    expect(await kinds(incident!.id)).toEqual(["incident"]);
    expect(await kinds(action!.id)).toEqual(["incident"]);
    expect(await kinds(obligation!.id)).toEqual(["obligation"]);
    expect(await kinds(`inc_${"0".repeat(32)}`)).toEqual([]);
  });
});

describe("searching bodies", () => {
  const list = (query: object) => api.client.listDeliveries({ query: { source: "probe", ...query } });

  it("finds what stands at a path, page by page, and says how many were read", async () => {
    expect(await list({ path: "$.note.n", value: "77" })).toMatchObject({
      items: [{ summary: "Checkout fails 77" }],
      nextCursor: null,
      scanned: bodies,
    });
    const first = await list({ path: "$.status", value: "open", limit: 100 });
    expect(first.items).toHaveLength(100);
    const second = await list({ path: "$.status", value: "open", limit: 100, cursor: first.nextCursor });
    expect(second).toMatchObject({ nextCursor: null, scanned: 30 });
    const ids = new Set([...first.items, ...second.items].map(({ id }) => id));
    expect(ids.size).toBe(bodies);
  });

  it("asks for a source or a day, and for a path with its value", async () => {
    const refused = (query: object) =>
      api.client.listDeliveries({ query }).catch((error) => error.problem.errors[0].path);
    expect(await refused({ path: "$.status", value: "open" })).toBe("query.source");
    expect(await refused({ path: "$.status", source: "probe" })).toBe("query.path");
    expect(await refused({ path: "status", value: "x", source: "probe" })).toBe("query.path");
    const now = Date.now();
    const [from, to] = [now - 3_600_000, now + 3_600_000].map((at) => new Date(at).toISOString());
    const day = await api.client.listDeliveries({ query: { path: "$.note.n", value: "5", from: from!, to: to! } });
    expect(day.items).toHaveLength(1);
  });
});
