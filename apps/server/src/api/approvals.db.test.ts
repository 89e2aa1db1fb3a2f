import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { newUuid } from "@signalbox/core";
import { openOutbound, performAction, processDeliveries } from "@signalbox/pipeline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApi, type TestApi } from "../start-test-api.ts";

let api: TestApi;
let statusPage: Server;
let outbound: ReturnType<typeof openOutbound>;
const posts: { method: string; incident: { name?: string; body: string; status: string } }[] = [];

beforeAll(async () => {
  statusPage = createServer(async (request, response) => {
    const body: Buffer[] = [];
    for await (const chunk of request) body.push(chunk);
    const text = Buffer.concat(body).toString();
    if (text !== "") posts.push({ method: request.method ?? "", ...JSON.parse(text) });
    const status = posts.at(-1)?.incident.status ?? "investigating";
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ id: "kctbh9vrtdwd", status }));
  }).listen(0, "127.0.0.1");
  await new Promise((ready) => statusPage.once("listening", ready));
  const { port } = statusPage.address() as AddressInfo;
  api = await startTestApi();
  outbound = openOutbound({
    allowNetworks: [{ address: "127.0.0.1", prefixLength: 32, port }],
    ownPorts: [],
    ownAddresses: [],
    ownHosts: [],
  });
  const text = `
version: 1
teams: [{key: payments, name: Payments}]
components:
  - {key: checkout, name: Checkout API, team: payments, tier: 1, monitors: [{source: anyping, match: "Checkout*"}]}
sources: [{key: anyping, sender: anyping, secrets: [{value: anyping-secret-0123456789}]}]
connections:
  - {key: public, kind: statuspage, baseUrl: "http://127.0.0.1:${port}/v1", page: gytm4qzbx9t6, apiKey: {value: a-key-of-the-page-0123}}
rules:
  - {key: tell, do: [{status-post: {connection: public, draftFor: 10m, impact: major, title: "Trouble with {{ component.name }}", text: "We are looking into {{ incident.key }}."}}]}
`;
  expect(await api.client.applyConfig({ body: { text } })).toMatchObject({ ok: true, problems: [] });
});
afterAll(async () => {
  await outbound.close();
  statusPage.close();
  await api.close();
});

const now = () => Date.now() + api.clock.offsetMs;

async function send(kind: "open" | "resolve", key: string): Promise<void> {
  expect((await api.client.sendTestEvent({ params: { key: "anyping" }, body: { kind, key } })).status).toBe(200);
  const waiting = await api.db.sql<{ id: string }[]>`select id from deliveries where state = 'received'`;
  const deps = { db: api.db, now, newId: newUuid, failpoint: () => {} };
  await processDeliveries(deps, { deliveryIds: waiting.map(({ id }) => id), attempt: 1 });
}

/** Performs what is due, over some seconds: the page takes one call a second. */
async function work(): Promise<void> {
  const deps = {
    db: api.db,
    outbound,
    secretKey: Buffer.alloc(32, 7),
    now,
    newId: newUuid,
    random: () => 0.5,
    publicUrl: api.url,
    isOutboundOn: true,
    timeScale: 1,
    failpoint: () => {},
    log: { info() {}, warn() {}, error() {} },
  };
  for (let second = 0; second < 4; second++) {
    api.clock.offsetMs += 2_000;
    const due = await api.db.sql<{ id: string }[]>`
      select id from actions where state in ('waiting', 'unknown') and next_try_at <= ${new Date(now())} order by ordinal`;
    for (const { id } of due) await performAction(deps, { actionId: id });
  }
}

const waiting = async () => (await api.client.listApprovals()).items;
const obligations = async () =>
  (await api.client.listObligations()).items.map(({ status, statusReason }) => [status, statusReason]);

describe("a status post that is a draft first", () => {
  it("waits with what it will say, and is published now by a person, once", async () => {
    await send("open", "first");
    await work();
    expect(posts).toEqual([]);
    const [draft] = await waiting();
    expect(draft).toMatchObject({ waitsFor: "draft", incident: { status: "open" }, action: { kind: "status-post" } });
    const inMs = Date.parse(draft!.publishesAt!) - now();
    expect([inMs > 9 * 60_000, inMs <= 10 * 60_000]).toEqual([true, true]);
    const params = { id: draft!.id };
    expect(await api.client.previewAction({ params })).toMatchObject({
      title: "Trouble with Checkout API",
      text: "We are looking into first.",
      impact: "major",
      body: expect.stringContaining("Trouble with Checkout API"),
      problem: null,
    });
    await api.client.publishDraft({ params, body: { reason: "it is real" } });
    await expect(api.client.publishDraft({ params, body: {} })).rejects.toMatchObject({ status: 409 });
    await expect(api.client.stopDraft({ params, body: { reason: "late" } })).rejects.toMatchObject({ status: 409 });
    expect(await waiting()).toEqual([]);
    await work();
    expect(posts).toMatchObject([{ method: "POST", incident: { name: "Trouble with Checkout API" } }]);
    const detail = await api.client.getIncident({ params: { id: draft!.incident!.id } });
    expect(detail.timeline).toContainEqual(
      expect.objectContaining({ what: "draft.published", actor: "environment", text: "it is real" }),
    );
    await send("resolve", "first");
    await work();
    expect(posts.at(-1)).toMatchObject({ method: "PATCH", incident: { status: "resolved" } });
    expect(await obligations()).toEqual([["settled", "closed"]]);
  });

  it("that a person stops says nothing, and nor does what else opens in this outage", async () => {
    posts.length = 0;
    await send("open", "second");
    const [draft] = await waiting();
    const params = { id: draft!.id };
    await expect(api.client.stopDraft({ params, body: { reason: " " } })).rejects.toMatchObject({ status: 422 });
    expect(await api.client.stopDraft({ params, body: { reason: "a false alarm" } })).toMatchObject({
      state: "cancelled",
      reason: "stopped by environment: a false alarm",
    });
    expect((await obligations())[0]).toEqual(["open", "stopped by environment: a false alarm"]);
    await send("open", "third");
    expect(await waiting()).toEqual([]);
    await send("resolve", "second");
    await send("resolve", "third");
    api.clock.offsetMs += 11 * 60_000;
    await work();
    expect(posts).toEqual([]);
    expect((await obligations())[0]?.[0]).toBe("cancelled");
    await send("open", "fourth");
    expect(await waiting()).toHaveLength(1);
  });

  it("is not needed any more when all is over first", async () => {
    await send("resolve", "fourth");
    expect(await waiting()).toEqual([]);
    api.clock.offsetMs += 11 * 60_000;
    await work();
    expect(posts).toEqual([]);
    expect((await obligations())[0]).toEqual(["cancelled", "no longer needed"]);
  });

  it("is published by itself when nobody stops it in time", async () => {
    await send("open", "fifth");
    await work();
    expect(posts).toEqual([]);
    api.clock.offsetMs += 10 * 60_000 + 1_000;
    await work();
    expect(posts).toHaveLength(1);
    await send("resolve", "fifth");
    await work();
  });

  it("of two people at once, one decides", async () => {
    await send("open", "sixth");
    const params = { id: (await waiting())[0]!.id };
    const both = await Promise.allSettled([
      api.client.publishDraft({ params, body: {} }),
      api.client.stopDraft({ params, body: { reason: "no" } }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });
});

it("lists what only a person can tell, until somebody has", async () => {
  const [row] = await api.db.sql<{ id: string }[]>`
    update actions set state = 'unknown', next_try_at = '9999-12-31', finished_at = null where id = (
      select id from actions where kind = 'status-post' and verb = 'create' and state = 'done' limit 1) returning id`;
  expect(row).toBeDefined();
  const [undecided] = (await waiting()).filter(({ waitsFor }) => waitsFor === "unknown-outcome");
  expect(undecided).toMatchObject({ publishesAt: null, action: { state: "unknown" } });
  const params = { id: undecided!.id };
  await api.client.settleAction({ params, body: { as: "done", externalId: "P-1", reason: "I saw it" } });
  expect((await waiting()).filter(({ waitsFor }) => waitsFor === "unknown-outcome")).toEqual([]);
});
