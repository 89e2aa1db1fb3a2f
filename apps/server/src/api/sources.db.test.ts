import { generateKeyPairSync, X509Certificate } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { RouteInput, updateSource } from "@signalbox/contract";
import { type Outbound, outboundTo } from "@signalbox/pipeline";
import { senderByKey, signJwt } from "@signalbox/senders";
import { makeCertificate } from "@signalbox/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApi, type TestApi } from "../start-test-api.ts";

const secret = "canary-secret-of-anyping-0123456789";
type SourceBody = RouteInput<typeof updateSource>["body"];
const hourMs = 3_600_000;

let api: TestApi;
let url: string;
/** Publishes its keys, as an issuer of tokens does, unless it is away. */
let issuer: Server;
let published: string | null = null;
const asked: string[] = [];
let outbound: Outbound;
beforeAll(async () => {
  issuer = createServer((request, response) => {
    asked.push(`${request.headers.host}${request.url}`);
    response.statusCode = published === null ? 503 : 200;
    response.end(published ?? "away");
  });
  await new Promise<void>((listening) => issuer.listen(0, "127.0.0.1", listening));
  outbound = outboundTo((issuer.address() as AddressInfo).port);
  api = await startTestApi({ SIGNALBOX_TRUSTED_PROXIES: "127.0.0.1" }, { outbound });
});
afterAll(async () => {
  await api.close();
  await outbound.close();
  issuer.close();
});

const token = () => url.slice(url.lastIndexOf("/") + 1);
const key = "anyping";

describe("a source", () => {
  it("is made with a URL that works at once", async () => {
    const made = await api.client.createSource({ body: { key, sender: "anyping", secret } });
    url = made.url;
    expect(url).toMatch(/\/hooks\/sbxh_[A-Za-z0-9_-]{43}$/);
    expect(made.secret).toBeNull();
    expect(made.source).toMatchObject({ key, sender: "anyping", signed: true, revision: 1, advice: [] });
    expect(made.source.secrets).toMatchObject([{ field: "signing", shown: "••••6789" }]);

    const sent = await api.client.sendTestEvent({ params: { key }, body: { kind: "open" } });
    expect(sent).toMatchObject({ status: 200, deliveryId: expect.stringMatching(/.+/) });
    const { items } = await api.client.listDeliveries({ query: { source: key } });
    expect(items).toMatchObject([{ source: key, sender: "anyping", state: "received", duplicates: 0 }]);
    const detail = await api.client.getDelivery({ params: { id: items[0]!.id } });
    expect(detail.kept).toMatchObject({ method: "POST", verification: { scheme: "hmac", signed: true }, base64: null });
    expect(JSON.parse(detail.kept!.text!)).toMatchObject({ type: "incident.opened" });
    expect((await api.client.getSource({ params: { key } })).deliveries24h).toBe(1);
  });

  it("cannot be made twice, nor of a sender that nobody knows", async () => {
    const twice = api.client.createSource({ body: { key, sender: "anyping" } });
    await expect(twice).rejects.toMatchObject({ status: 409, problem: { code: "conflict" } });
    const unknown = api.client.createSource({ body: { key: "x", sender: "nobody" } });
    await expect(unknown).rejects.toMatchObject({ status: 422, problem: { errors: [{ path: "body.sender" }] } });
    const bad = api.client.createSource({ body: { key: "X y", sender: "anyping" } });
    await expect(bad).rejects.toMatchObject({ status: 422, problem: { errors: [{ path: "body.key" }] } });
  });

  it("gets a secret made for it where none is given, and says what is unsigned", async () => {
    const made = await api.client.createSource({ body: { key: "am", sender: "alertmanager" } });
    expect(made.secret).toMatch(/^.{40,}$/);
    expect(made.source.advice.join()).toContain(made.source.signed ? "" : "Unsigned");
    expect(JSON.stringify(await api.client.listSources())).not.toContain(made.secret);
  });

  it("takes a new secret beside the old one until the overlap ends", async () => {
    const body = { label: "2026-12", overlapHours: 1 };
    const rotated = await api.client.rotateSourceSecret({ params: { key }, body });
    expect(rotated.secret).toMatch(/.{40,}/);
    expect(rotated.source.secrets.map((one) => [one.label, one.expiresAt === null])).toEqual([
      ["first", false],
      ["2026-12", true],
    ]);
    // Until the ingest has heard of it, what is signed with the new one is refused.
    const send = () => api.client.sendTestEvent({ params: { key }, body: { kind: "open", key: "with-the-new" } });
    await expect.poll(async () => (await send()).status).toBe(200);
    const { items } = await api.client.listDeliveries({ query: { limit: 1 } });
    const detail = await api.client.getDelivery({ params: { id: items[0]!.id } });
    expect(detail.kept!.verification.secret).toBe("2026-12");
    const expiry = Date.parse(rotated.source.secrets[0]!.expiresAt!);
    expect(Math.abs(expiry - Date.now() - hourMs)).toBeLessThan(60_000);
  });

  it("keeps its credentials when it is renamed, and only over the revision that was read", async () => {
    const before = await api.client.getSource({ params: { key } });
    const renamed = await api.client.updateSource({
      params: { key },
      body: { revision: before.revision, name: "Ours" },
    });
    expect(renamed).toMatchObject({ name: "Ours", revision: before.revision + 1, secrets: before.secrets });
    const stale = api.client.updateSource({ params: { key }, body: { revision: before.revision, name: "Theirs" } });
    await expect(stale).rejects.toMatchObject({ status: 409 });
    expect((await api.client.sendTestEvent({ params: { key }, body: {} })).status).toBe(200);
  });

  it("changes its settings and networks one by one; null is as usual again", async () => {
    const change = async (body: Omit<SourceBody, "revision">) =>
      api.client.updateSource({
        params: { key },
        body: { ...body, revision: (await api.client.getSource({ params: { key } })).revision },
      });
    const settings = {
      reopenWindow: "2m",
      flapping: { opens: 3, within: "10m" },
      staleAfter: "24h",
      bodyBytesMax: 4_096,
    };
    const first = await change({ settings, networks: ["127.0.0.0/8", "::1/128"] });
    expect(first).toMatchObject({ name: "Ours", settings, networks: ["127.0.0.0/8", "::1/128"] });
    const more = { expectTestEvery: "7d", rateLimit: { perSecond: 50 }, signedTime: "first-send" } as const;
    const second = await change({ settings: { staleAfter: null, reopenWindow: null, ...more } });
    const { staleAfter: _, reopenWindow: __, ...kept } = settings;
    expect(second).toMatchObject({ settings: { ...kept, ...more }, networks: first.networks });
    expect(second.settings).not.toHaveProperty("staleAfter");
    expect((await change({ networks: [] })).networks).toEqual([]);
    const { items } = await api.client.listJournal({ query: { subjectKind: "source", subject: key, limit: 2 } });
    expect(items[1]!.details).toMatchObject({
      changed: ["expectTestEvery", "reopenWindow", "staleAfter", "rateLimit", "signedTime"],
    });
    const wrong = change({ settings: { reopenWindow: "soon" }, networks: ["10.0.0.0/33"] });
    await expect(wrong).rejects.toMatchObject({
      status: 422,
      problem: { errors: [{ path: "body.settings.reopenWindow" }, { path: "body.networks.0" }] },
    });
    const byGet = change({ settings: { allowGet: true } });
    await expect(byGet).rejects.toMatchObject({
      status: 422,
      problem: { errors: [{ path: "body.settings.allowGet" }] },
    });
    expect((await api.client.sendTestEvent({ params: { key }, body: {} })).status).toBe(200);
  });

  it("shows its URL again, and the journal tells who looked", async () => {
    const shown = await api.client.showSourceUrl({ params: { key } });
    expect(shown.url).toBe(url);
    expect(shown.curl).toContain(`'${url}'`);
    expect(shown.curl).toContain("x-anyping-signature");
    const { items } = await api.client.listJournal({ query: { subjectKind: "source", subject: key } });
    expect(items[0]).toMatchObject({ verb: "source.url-shown", actorKind: "token", actor: "environment" });
  });

  it("is never told with its secrets by any answer, nor in the log, nor in the journal", async () => {
    const answers: unknown[] = [];
    const { client } = api;
    answers.push(await client.listSources(), await client.getSource({ params: { key } }));
    answers.push(await client.listJournal({ query: { limit: 500 } }), await client.listRejections());
    const { items } = await client.listDeliveries();
    for (const { id } of items) answers.push(await client.getDelivery({ params: { id } }));
    answers.push(await client.exportConfig(), await client.listSenders());
    answers.push(await (await fetch(`${api.url}/metrics`)).text());
    await fetch(`${url}x`, { method: "POST", body: "{}" });
    await fetch(url, { method: "POST", headers: { "x-anyping-signature": "0".repeat(64) }, body: secret });
    const everything = JSON.stringify(answers) + api.logged.join("\n");
    for (const canary of [secret, token(), api.env.apiToken!]) expect(everything).not.toContain(canary);
    expect(api.logged.length).toBeGreaterThan(0);
  });

  it("can be retired, and then its URL is gone", async () => {
    expect((await api.client.retireSource({ params: { key } })).retiredAt).not.toBeNull();
    await expect.poll(async () => (await fetch(url, { method: "POST", body: "{}" })).status).toBe(404);
    expect((await api.client.listSources()).items.map((source) => source.key)).toEqual(["am"]);
    expect((await api.client.listSources({ query: { retired: "true" } })).items).toHaveLength(2);
    await expect(api.client.retireSource({ params: { key } })).rejects.toMatchObject({ status: 409 });
    await expect(api.client.sendTestEvent({ params: { key }, body: {} })).rejects.toMatchObject({ status: 409 });
  });
});

/** Posts a sample of Azure Monitor and gives the status. */
async function postTo(hook: string, headers: Record<string, string>): Promise<number> {
  const sample = senderByKey("azure-monitor")!.sample("open", { now: Date.now(), key: "proof" });
  const body = new Uint8Array(sample.body);
  const answer = await fetch(hook, { method: "POST", body, headers: { ...sample.headers, ...headers } });
  await answer.arrayBuffer();
  return answer.status;
}

async function prove(source: string, auth: SourceBody["auth"]) {
  const { revision } = await api.client.getSource({ params: { key: source } });
  return api.client.updateSource({ params: { key: source }, body: { revision, auth: auth ?? {} } });
}

describe("how a source proves itself", () => {
  const azure = "azure";
  const scheme = {
    issuer: "https://sts.windows.net/11111111/",
    audience: "api://signalbox",
    application: "461e8683-5575-4561-ac7f-899cc907d62a",
    keysUrl: "https://login.example/11111111/discovery/keys",
  };
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }) as string;
  const keys = JSON.stringify({ keys: [{ ...publicKey.export({ format: "jwk" }), kid: "k1", use: "sig" }] });
  const token = (changes: Partial<typeof scheme> = {}, kid = "k1", at = Date.now()) => ({
    authorization: `Bearer ${signJwt({ type: "jwt", ...scheme, ...changes }, pem, kid, at)}`,
  });

  it("is changed to tokens of an issuer, whose keys are fetched by our guarded client and kept", async () => {
    const made = await api.client.createSource({ body: { key: azure, sender: "azure-monitor" } });
    const changed = await prove(azure, { scheme: "jwt", ...scheme });
    expect(changed).toMatchObject({ scheme: "jwt", signed: false, auth: { scheme: "jwt", ...scheme } });

    // Until its keys are there nothing is taken, and nothing is refused for good.
    await expect.poll(() => postTo(made.url, token())).toBe(503);
    expect(await postTo(made.url, {})).toBe(401);
    published = keys;
    api.clock.offsetMs += 2_000;
    expect(await postTo(made.url, token())).toBe(200);
    const askedOnce = asked.length;
    expect(await postTo(made.url, token())).toBe(200);
    expect(asked.length).toBe(askedOnce);
    expect(new Set(asked)).toEqual(new Set(["login.example/11111111/discovery/keys"]));

    const wrong = [
      token({ audience: "api://other" }),
      token({ issuer: "https://sts.windows.net/2/" }),
      token({ application: "00000003-0000" }),
      token({}, "k2"),
      token({}, "k1", Date.now() - 3_600_000),
      { authorization: "Basic YTpi" },
    ];
    for (const headers of wrong) expect(await postTo(made.url, headers)).toBe(401);
    expect((await api.client.sendTestEvent({ params: { key: azure }, body: {} })).status).toBe(200);

    const reasons = async () =>
      (await api.client.listRejections({ query: { source: azure } })).items.map((row) => `${row.status} ${row.reason}`);
    await expect
      .poll(async () => (await reasons()).toSorted())
      .toEqual([
        "401 credential-missing",
        "401 credential-wrong",
        "401 signature-wrong",
        "401 timestamp-stale",
        "503 keys-unavailable",
      ]);
  });

  it("is changed to a client certificate that a trusted proxy passes on", async () => {
    const { cert } = makeCertificate("webhooks.example.com");
    const { fingerprint256 } = new X509Certificate(cert);
    const auth = { scheme: "mtls", header: "X-Client-Cert", fingerprints: [fingerprint256] };
    expect(await prove(azure, auth)).toMatchObject({ scheme: "mtls", signed: false, secrets: [] });
    const { url: hook, curl } = await api.client.showSourceUrl({ params: { key: azure } });
    expect(curl).toMatch(/^curl -sS --cert tool\.crt --key tool\.key -H .* --data-binary '\{.*\}' '.*'$/s);
    expect(curl).toContain(hook);
    await expect.poll(() => postTo(hook, { "x-client-cert": encodeURIComponent(cert) })).toBe(200);
    const other = encodeURIComponent(makeCertificate("webhooks.example.com").cert);
    expect(await postTo(hook, { "x-client-cert": other })).toBe(401);
    expect(await postTo(hook, {})).toBe(401);
    const test = api.client.sendTestEvent({ params: { key: azure }, body: {} });
    await expect(test).rejects.toMatchObject({
      problem: { detail: expect.stringContaining("send the test from your tool") },
    });
  });

  it("names the field that is wrong, and goes back to the tool's own way", async () => {
    const paths = async (auth: SourceBody["auth"]) =>
      prove(azure, auth).then(
        () => [],
        (error: { problem: { errors: { path: string }[] } }) => error.problem.errors.map(({ path }) => path),
      );
    expect(await paths({ scheme: "jwt", ...scheme, keysUrl: "http://a" })).toEqual(["body.auth.keysUrl"]);
    expect(await paths({ scheme: "mtls", header: "x" })).toEqual(["body.auth.fingerprints"]);
    expect(await paths({ topics: ["arn:aws:sns:eu-central-1:123456789012:a"] })).toEqual(["body.auth.topics"]);
    expect(await paths({ networks: ["10.0.0.0/8"] })).toEqual(["body.auth.networks"]);
    expect(await prove(azure, {})).toMatchObject({ scheme: "url-token", auth: {} });

    await api.client.createSource({ body: { key: "sns", sender: "aws-sns" } });
    const topics = ["arn:aws:sns:eu-west-1:210987654321:shop-alarms"];
    const pinned = await prove("sns", { topics });
    expect(pinned).toMatchObject({ scheme: "sns", auth: { topics } });
    expect(pinned.advice.join()).not.toContain("topics");
    expect(await api.client.sendTestEvent({ params: { key: "sns" }, body: {} })).toMatchObject({ status: 200 });
    expect(
      await api.client.updateSource({
        params: { key: "sns" },
        body: { revision: pinned.revision, networks: ["10.0.0.0/8"] },
      }),
    ).toMatchObject({
      auth: { topics },
      networks: ["10.0.0.0/8"],
    });
    expect(await paths({ topics: ["checkout-alarms"] })).toEqual(["body.auth.topics.0"]);
  });
});
