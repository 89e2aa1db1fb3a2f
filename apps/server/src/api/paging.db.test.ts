import type { ApiClient } from "@signalbox/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApi, type TestApi } from "../start-test-api.ts";
import { fillLists } from "./fill-lists.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
  await fillLists(api.db.sql);
});
afterAll(() => api.close());

type ListName = {
  [Id in keyof ApiClient]: Id extends `list${string}` ? Id : never;
}[keyof ApiClient];
type Page = { items: unknown[]; nextCursor: string | null };
type List = (request: { query: Record<string, unknown> }) => Promise<Page>;

async function walk(list: List, query: Record<string, unknown>, limit: number): Promise<unknown[]> {
  const items: unknown[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < 50; pages++) {
    const page = await list({ query: { ...query, limit, ...(cursor === undefined ? {} : { cursor }) } });
    expect(page.items.length).toBeLessThanOrEqual(limit);
    items.push(...page.items);
    if (page.nextCursor === null) return items;
    expect(page.nextCursor).toMatch(/^[A-Za-z0-9_-]+$/);
    cursor = page.nextCursor;
  }
  throw new Error("the list never ended");
}

const lists: [ListName, number, Record<string, unknown>][] = [
  ["listSources", 13, {}],
  ["listConnections", 13, {}],
  ["listTeams", 13, {}],
  ["listComponents", 13, {}],
  ["listMonitors", 13, { source: "source-01" }],
  ["listMonitors", 5, { unmapped: false }],
  ["listMonitors", 8, { unmapped: true }],
  ["listDeliveries", 13, { source: "source-01", state: "received", from: "2026-11-02T10:00:00Z" }],
  ["listEvents", 26, { type: "opened", to: "2026-11-03T00:00:00Z" }],
  ["listIncidents", 13, { status: "resolved", severity: "high", q: "checkout" }],
  ["listObligations", 13, { connection: "desk-01", status: "open" }],
  ["listActions", 13, { kind: "message" }],
  ["listAttempts", 26, { connection: "desk-01" }],
  ["listFailures", 13, { kind: "unrouted", status: "open" }],
  ["listRejections", 13, { source: "source-01" }],
  ["listJournal", 13, { subjectKind: "thing" }],
  ["listUsers", 13, {}],
  ["listTokens", 13, {}],
];

describe("lists", () => {
  it.each(lists)("%s are told page by page, each row once, in one order", async (name, count, query) => {
    const list = api.client[name] as List;
    const whole = await walk(list, query, 500);
    expect(whole).toHaveLength(count);
    for (const limit of [1, 4, 13]) expect(await walk(list, query, limit)).toEqual(whole);
  });

  it("show new rows on top without shifting the pages that follow", async () => {
    const first = await api.client.listDeliveries({ query: { limit: 5 } });
    await api.db.sql`insert into deliveries (id, source_id, sender_delivery_id, received_at, id_basis, body_sha256)
      values (gen_random_uuid(), 1, 'late', now(), 'sender', sha256(''))`;
    const second = await api.client.listDeliveries({ query: { limit: 5, cursor: first.nextCursor! } });
    const ids = [...first.items, ...second.items].map((item) => item.id);
    expect(new Set(ids).size).toBe(10);
    const top = await api.client.listDeliveries({ query: { limit: 1 } });
    expect(top.items[0]!.deliveryId).toBe("late");
  });

  it.each([
    ["limit=0", "query.limit"],
    ["limit=501", "query.limit"],
    ["limit=ten", "query.limit"],
    ["cursor=%27%3B--", "query.cursor"],
    ["cursor=bm9uZQ", "query.cursor"],
    [`cursor=${Buffer.from('["x","y"]').toString("base64url")}`, "query.cursor"],
    ["state=broken", "query.state"],
    ["from=yesterday", "query.from"],
    ["q=a%00b", "query.q"],
  ])("refuse %s and name the field", async (query, path) => {
    const headers = { authorization: `Bearer ${api.env.apiToken}` };
    const answer = await fetch(`${api.url}/api/v1/deliveries?${query}`, { headers });
    expect(answer.status).toBe(422);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(await answer.json()).toMatchObject({ code: "invalid", errors: [{ path }] });
  });

  it.each(["'; drop table deliveries; --", "%", "_", "\\", "a'b\"c", "<script>", "1 or 1=1", "()&|!:*"])(
    "take %j as text that finds nothing",
    async (q) => {
      expect((await api.client.listDeliveries({ query: { q } })).items).toEqual([]);
      expect((await api.client.listIncidents({ query: { q } })).items).toEqual([]);
      expect((await api.client.listEvents({ query: { q } })).items).toEqual([]);
      expect((await api.client.listJournal({ query: { subject: q } })).items).toEqual([]);
    },
  );
});
