import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { ApiClient, ApiError } from "@signalbox/contract";
import { type PracticeDesk, startPracticeDesk } from "@signalbox/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApi, type TestApi } from "../start-test-api.ts";

let api: TestApi;
let practice: PracticeDesk;
let slow: Server;
let client: ApiClient;
beforeAll(async () => {
  practice = await startPracticeDesk();
  slow = createServer((_request, response) => {
    setTimeout(() => response.writeHead(200, { "content-type": "application/json" }).end('{"items":[]}'), 2_100);
  });
  await new Promise<void>((listening) => slow.listen(0, "127.0.0.1", listening));
  api = await startTestApi({
    SIGNALBOX_ALLOW_NETWORKS: `127.0.0.1/32:${practice.port},127.0.0.1/32:1,127.0.0.1/32:${portOf(slow)}`,
  });
  ({ client } = api);
});
afterAll(async () => {
  await api.close();
  await practice.end();
  slow.closeAllConnections();
  await new Promise((closed) => slow.close(closed));
});

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

/** A desk as a form holds it, at this address with this credential. */
function desk(baseUrl: string, token: object = { value: practice.token }, more: object = {}) {
  const config = {
    baseUrl,
    auth: { bearer: token },
    timeout: "3s",
    ticket: {
      create: { method: "POST", path: "/tickets", body: { title: "{{ incident.title }}" }, id: "$.id" },
      find: {
        method: "GET",
        path: "/tickets?ref={{ obligation.reference }}",
        id: "$.items[0].id",
        reference: "$.items[0].ref",
      },
      close: { method: "PATCH", path: "/tickets/{{ obligation.externalId }}", body: { status: "closed" } },
      read: { method: "GET", path: "/tickets/{{ obligation.externalId }}", closed: 'answer.status == "closed"' },
    },
    ...more,
  };
  return { name: "Desk", kind: "ticket-json", config };
}
const key = { params: { key: "desk" } };
const refusal = (call: Promise<unknown>): Promise<ApiError> =>
  call.then(
    () => Promise.reject(new Error("it was accepted")),
    (error: ApiError) => error,
  );

describe("a connection made and changed in the browser", () => {
  it("is stored with its credential write-only, and stands in the exported file as any other", async () => {
    const made = await client.saveConnection({ ...key, body: { ...desk(practice.url), revision: 0 } });
    expect(made).toMatchObject({
      key: "desk",
      grade: "B",
      limits: { concurrency: 4, intervalMs: null, timeoutMs: 3_000 },
      secrets: [{ field: "bearer", shown: expect.stringMatching(/^••••/) }],
    });
    const again = await refusal(client.saveConnection({ ...key, body: { ...desk(practice.url), revision: 0 } }));
    expect(again.problem).toMatchObject({ code: "conflict" });
    const text = await client.exportConfig();
    expect(text).toContain("kind: ticket-json");
    expect(text).toContain("kept: true");
    expect(text).not.toContain(practice.token);
    const { changes } = await client.planConfig({ body: { text } });
    expect(changes).toEqual([]);
  });

  it("keeps its credential unless another is given, and drops it where the address changes", async () => {
    const { revision } = await client.getConnection(key);
    const limits = { concurrency: 2, rate: { perMinute: 30 } };
    const kept = desk(practice.url, { kept: true }, limits);
    const changed = await client.saveConnection({ ...key, body: { ...kept, revision } });
    expect(changed).toMatchObject({ limits: { concurrency: 2, intervalMs: 2_000 }, revision: revision + 1 });
    expect(await client.testConnection({ ...key, body: {} })).toMatchObject({ ok: true });
    const elsewhere = desk(practice.url.replace("127.0.0.1", "localhost"), { kept: true });
    const stolen = await refusal(client.saveConnection({ ...key, body: { ...elsewhere, revision: revision + 1 } }));
    expect(stolen.problem).toMatchObject({ code: "invalid", detail: expect.stringMatching(/address has changed/) });
    const tried = await refusal(client.testConnection({ ...key, body: { settings: elsewhere } }));
    expect(tried.problem).toMatchObject({ code: "invalid", detail: expect.stringMatching(/address has changed/) });
    const outdated = await refusal(client.saveConnection({ ...key, body: { ...kept, revision } }));
    expect(outdated.problem).toMatchObject({ code: "conflict" });
  });

  it("is refused in words, by the field of the form", async () => {
    const body = { ...desk("not a url", { value: "x" }, { concurrency: 0 }), revision: 0 };
    const refused = await refusal(client.saveConnection({ params: { key: "other" }, body }));
    expect(refused.problem?.errors?.map(({ path }) => path).toSorted()).toEqual([
      "body.config.baseUrl",
      "body.config.concurrency",
    ]);
    const unknown = { ...desk(practice.url), kind: "fax", revision: 0 };
    expect((await refusal(client.saveConnection({ params: { key: "other" }, body: unknown }))).problem).toMatchObject({
      code: "invalid",
    });
  });

  it("can be retired unless something names it", async () => {
    const text = `version: 1
rules: [{key: tickets, on: [opened], do: [{ticket: {connection: desk}}]}]`;
    expect(await client.applyConfig({ body: { text } })).toMatchObject({ ok: true });
    const named = await refusal(client.retireConnection(key));
    expect(named.problem).toMatchObject({ code: "not-allowed", detail: expect.stringMatching(/the rule tickets/) });
    expect(await client.applyConfig({ body: { text: "version: 1\nrules: []" } })).toMatchObject({ ok: true });
    const spare = { params: { key: "spare" } };
    await client.saveConnection({ ...spare, body: { ...desk(practice.url), revision: 0 } });
    expect(await client.retireConnection(spare)).toMatchObject({ retiredAt: expect.stringMatching(/Z$/) });
    expect((await refusal(client.retireConnection(spare))).problem).toMatchObject({ code: "not-allowed" });
    const { history } = await client.getConnection(spare);
    expect(history.map(({ what }) => what)).toEqual(["retired", "secrets-stored", "created"]);
  });
});

describe("testing a connection", () => {
  const test = (settings: ReturnType<typeof desk>) =>
    client.testConnection({ params: { key: "new" }, body: { settings } });

  it.each([
    ["a name that nobody knows", "http://desk.invalid", "name-not-found", /name desk\.invalid is not known/],
    ["a port where nothing listens", "http://127.0.0.1:1", "connect-failed", /127\.0\.0\.1:1 refuses connections/],
    ["a private address", "http://10.0.0.1", "blocked-address", /SIGNALBOX_ALLOW_NETWORKS=10\.0\.0\.1\/32:80/],
    ["a metadata service", "http://169.254.169.254", "blocked-address", /no setting allows/],
  ])("says what is wrong with %s", async (_what, baseUrl, trouble, words) => {
    expect(await test(desk(baseUrl))).toMatchObject({ ok: false, trouble, sentence: expect.stringMatching(words) });
  });

  it("says what is wrong with the address of Signalbox itself, with TLS, a token, a path, and what is slow", async () => {
    expect(await test(desk(api.url))).toMatchObject({ ok: false, trouble: "blocked-address" });
    expect(await test(desk(practice.url.replace("http:", "https:")))).toMatchObject({
      trouble: "tls-failed",
      sentence: expect.stringMatching(/TLS connection .* failed/),
    });
    const wrong = await test(desk(practice.url, { value: "another-token-of-the-tests" }));
    expect(wrong).toMatchObject({ ok: false, trouble: "credentials", sentence: expect.stringMatching(/401/) });
    expect(JSON.stringify(wrong)).not.toContain("another-token");
    expect(await test(desk(`http://127.0.0.1:${portOf(slow)}`))).toMatchObject({
      sentence: expect.stringMatching(/slow: it took 2\d\d\d ms/),
    });
    const before = await practice.tickets();
    expect(await test(desk(practice.url))).toMatchObject({ ok: true, trouble: null });
    expect(await practice.tickets()).toEqual(before);
  });

  it("is not made while all calls are paused, by a person with a reason", async () => {
    const reason = "the desk goes mad";
    const off = await client.switchOutbound({ body: { enabled: false, reason } });
    expect(off.outbound).toMatchObject({ enabled: false, reason, waiting: 0, since: expect.any(String) });
    const refused = await refusal(test(desk(practice.url)));
    expect(refused.problem).toMatchObject({ code: "not-allowed", detail: expect.stringMatching(/paused/) });
    expect((await refusal(client.switchOutbound({ body: { enabled: true, reason: " " } }))).status).toBe(422);
    const on = await client.switchOutbound({ body: { enabled: true, reason: "it is well again" } });
    expect(on.outbound).toMatchObject({ enabled: true, reason: null });
  });
});

it("tells workers where it listens", async () => {
  const [listener] = await api.db.sql`select port, host from api_listeners`;
  expect(listener).toEqual({ port: Number(new URL(api.url).port), host: "127.0.0.1" });
});
