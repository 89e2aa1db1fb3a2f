import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createApiClient } from "@signalbox/contract";
import { formatId, newUuid } from "@signalbox/core";
import { type Outbound, outboundTo, processDeliveries } from "@signalbox/pipeline";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { adminPassword, signIn, startTestApi, type TestApi } from "../start-test-api.ts";

const folder = new URL("../../../../packages/senders/src/senders/aws-sns/samples/", import.meta.url);
const sample = (name: string) => readFileSync(new URL(name, folder));
const topic = "arn:aws:sns:eu-central-1:123456789012:checkout-alarms";
const certificatePath = "/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem";
const admin = "admin@example.test";
const key = "aws";

/** Amazon, as far as it matters here: serves its certificate, and takes confirmations. */
let amazon: Server;
let asked: string[] = [];
let answers: Record<string, number> = {};
let outbound: Outbound;
let api: TestApi;
let person: ReturnType<typeof createApiClient>;
let url: string;

beforeAll(async () => {
  amazon = createServer((request, response) => {
    asked.push(`${request.headers.host}${request.url}`);
    const path = (request.url ?? "").split("?")[0]!;
    response.statusCode = answers[path] ?? 200;
    response.end(path.endsWith(".pem") && response.statusCode === 200 ? sample("test-signing-cert.pem") : "<answer/>");
  });
  await new Promise<void>((listening) => amazon.listen(0, "127.0.0.1", listening));
  const { port } = amazon.address() as AddressInfo;
  outbound = outboundTo(port);
  // The samples were signed at 2026-11-20T07:00Z.
  api = await startTestApi({ SIGNALBOX_ADMIN_EMAIL: admin, SIGNALBOX_ADMIN_PASSWORD: adminPassword }, { outbound });
  api.clock.offsetMs = Date.UTC(2026, 10, 20, 7, 1) - Date.now();
  const cookie = await signIn(api, admin, adminPassword);
  person = createApiClient({
    baseUrl: api.url,
    fetch: (input, init) => {
      const headers = new Headers(init?.headers);
      headers.set("cookie", cookie);
      headers.set("origin", api.url);
      return fetch(input, { ...init, headers });
    },
  });
  const made = await api.client.createSource({ body: { key, sender: "aws-sns" } });
  expect(made).toMatchObject({ secret: null, source: { signed: true, scheme: "sns" } });
  url = made.url;
});
beforeEach(() => {
  asked = [];
  answers = {};
});
afterAll(async () => {
  await api.close();
  await outbound.close();
  amazon.close();
});

async function post(body: Buffer): Promise<{ status: number; deliveryId: string }> {
  const response = await fetch(url, {
    method: "POST",
    body: new Uint8Array(body),
    headers: { "content-type": "text/plain" },
  });
  return { status: response.status, ...((await response.json()) as { deliveryId: string }) };
}

async function process(): Promise<void> {
  const rows = await api.db.sql`select id from deliveries where state = 'received'`;
  const deps = { db: api.db, now: () => Date.now() + api.clock.offsetMs, newId: newUuid, failpoint: () => {} };
  await processDeliveries(deps, { deliveryIds: rows.map((row) => row.id as string), attempt: 1 });
}

const confirm = (client: typeof person, id: string) => client.confirmSubscription({ params: { key, id } });

describe("a source of Amazon SNS", () => {
  it("answers 503 while the certificate can't be had, says so, and takes the same message later", async () => {
    answers = { [certificatePath]: 500 };
    expect((await post(sample("subscription_confirmation.json"))).status).toBe(503);
    expect(asked).toEqual([`sns.eu-central-1.amazonaws.com${certificatePath}`]);
    await expect
      .poll(async () => (await api.client.listRejections({ query: { source: key, limit: 10 } })).items, {
        timeout: 20_000,
      })
      .toMatchObject([
        { status: 503, reason: "certificate-unavailable", hint: expect.stringContaining("certificate") },
      ]);
    answers = {};
    api.clock.offsetMs += 3_000;
    expect((await post(sample("subscription_confirmation.json"))).status).toBe(200);
    expect((await post(sample("unsubscribe_confirmation.json"))).status).toBe(401);
    expect(asked).toHaveLength(2);
  });

  it("shows whose topic asks, and visits nothing by itself", async () => {
    await process();
    const { items } = await api.client.listSenderRequests({ params: { key } });
    expect(items).toMatchObject([{ kind: "subscription", subject: topic, answeredAt: null, answeredBy: null }]);
    const delivery = await api.client.getDelivery({ params: { id: items[0]!.deliveryId } });
    expect(delivery).toMatchObject({ state: "ignored", reason: expect.stringContaining(topic) });
    expect(asked).toEqual([]);
  });

  it("lets the topic send by a person's click alone, once, with a line in the journal", async () => {
    const [request] = (await api.client.listSenderRequests({ params: { key } })).items;
    const id = request!.deliveryId;
    await expect(confirm(api.client, id)).rejects.toMatchObject({ status: 403, problem: { code: "person-required" } });
    expect(asked).toEqual([]);

    answers = { "/": 403 };
    await expect(confirm(person, id)).rejects.toMatchObject({
      status: 409,
      problem: { detail: expect.stringContaining("403") },
    });
    await person.switchOutbound({ body: { enabled: false, reason: "a test of ours" } });
    await expect(confirm(person, id)).rejects.toMatchObject({
      status: 409,
      problem: { detail: expect.stringContaining("switched off") },
    });
    await person.switchOutbound({ body: { enabled: true, reason: "a test of ours" } });
    expect(asked).toHaveLength(1);

    answers = {};
    expect(await confirm(person, id)).toMatchObject({ answeredBy: admin, answeredAt: expect.any(String) });
    expect(asked.at(-1)).toMatch(/^sns\.eu-central-1\.amazonaws\.com\/\?Action=ConfirmSubscription&TopicArn=/);
    await expect(confirm(person, id)).rejects.toMatchObject({ status: 409 });
    expect(asked).toHaveLength(2);
    const { items } = await api.client.listJournal({ query: { subjectKind: "source", subject: key, limit: 1 } });
    expect(items[0]).toMatchObject({ verb: "source.subscription-confirmed", actor: admin, details: { topic } });
    expect(JSON.stringify(api.logged)).not.toContain("ConfirmSubscription");
  });

  it("confirms nothing else: no other delivery, no other source", async () => {
    for (const id of [formatId("dlv", newUuid()), "nonsense"]) {
      await expect(confirm(person, id)).rejects.toMatchObject({ status: 404 });
    }
    await api.client.createSource({ body: { key: "other", sender: "aws-sns" } });
    const [request] = (await api.client.listSenderRequests({ params: { key } })).items;
    const elsewhere = person.confirmSubscription({ params: { key: "other", id: request!.deliveryId } });
    await expect(elsewhere).rejects.toMatchObject({ status: 404 });
    expect(asked).toEqual([]);
  });

  it("takes alarms, and the signed test event of its button", async () => {
    const sent = await api.client.sendTestEvent({ params: { key }, body: { kind: "test" } });
    expect(sent).toMatchObject({ status: 200, deliveryId: expect.any(String) });
    api.clock.offsetMs = Date.UTC(2026, 10, 20, 8, 15) - Date.now();
    expect((await post(sample("open.json"))).status).toBe(200);
    await process();
    const { items } = await api.client.listDeliveries({ query: { source: key, state: "processed" } });
    expect(items.map(({ type }) => type).sort()).toEqual(["opened", "test"]);
    expect(asked).toEqual([]);
    expect((await api.client.showSourceUrl({ params: { key } })).curl).toBeNull();
  });

  it("shows the token that Netdata's test wants copied back", async () => {
    const made = await api.client.createSource({ body: { key: "netdata", sender: "netdata" } });
    const body = Buffer.from(JSON.stringify({ message: "Test notification", token: "copy-me-back" }));
    const headers = { authorization: `Basic ${Buffer.from(made.secret!).toString("base64")}` };
    expect((await fetch(made.url, { method: "POST", body, headers })).status).toBe(200);
    await process();
    const { items } = await api.client.listSenderRequests({ params: { key: "netdata" } });
    expect(items).toMatchObject([{ kind: "token", subject: "copy-me-back" }]);
    const noAnswer = person.confirmSubscription({ params: { key: "netdata", id: items[0]!.deliveryId } });
    await expect(noAnswer).rejects.toMatchObject({ status: 404 });
  });
});
