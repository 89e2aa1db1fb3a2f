import type { RouteInput, updateSource } from "@signalbox/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApi, type TestApi } from "../start-test-api.ts";

const secret = "canary-secret-of-anyping-0123456789";
type SourceBody = RouteInput<typeof updateSource>["body"];
const hourMs = 3_600_000;

let api: TestApi;
let url: string;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

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
    const sent = await api.client.sendTestEvent({ params: { key }, body: { kind: "open", key: "with-the-new" } });
    expect(sent.status).toBe(200);
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
