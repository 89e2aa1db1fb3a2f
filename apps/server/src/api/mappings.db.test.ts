import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApi, type TestApi, testApiToken } from "../start-test-api.ts";

const guide = readFileSync(new URL("../../../../docs/guides/mappings.md", import.meta.url), "utf8");
const key = "legacy";
const alarm = { ref: "A-7", state: "ALARM", host: "web-1" };

let api: TestApi;
let hook: string;
beforeAll(async () => {
  api = await startTestApi();
  const made = await api.client.createSource({ body: { key, sender: "generic", secret: "secret-of-the-legacy-tool" } });
  hook = made.url;
});
afterAll(() => api.close());

async function send(body: unknown): Promise<string> {
  const headers = { authorization: "Bearer secret-of-the-legacy-tool" };
  const answer = await fetch(hook, { method: "POST", headers, body: JSON.stringify(body) });
  expect(answer.status).toBe(200);
  const { items } = await api.client.listDeliveries({ query: { source: key, limit: 1 } });
  return items[0]!.id;
}
const current = async () => (await api.client.getMapping({ params: { key } })).current;
const put = (mapping: Record<string, unknown>, version: number | null, note = "") =>
  api.client.saveMapping({ params: { key }, body: { mapping, version, note } });

describe("a mapping of a source", () => {
  let guessed: Record<string, unknown>;

  it("begins from a delivery, with guesses, and with what no longer fits beside it", async () => {
    const delivery = await send({ ...alarm, api_token: "canary-of-a-token" });
    expect(await current()).toBeNull();
    ({ mapping: guessed } = await api.client.guessMapping({ params: { key }, body: { delivery } }));
    expect(guessed).toMatchObject({
      fields: { type: { from: "$.state", words: { alarm: "opened", ok: "resolved" } }, correlationKey: "$.ref" },
      samples: [{ body: expect.stringContaining('"ref":"A-7"'), expect: [] }],
    });
    expect(JSON.stringify(guessed)).not.toContain("canary-of-a-token");
    expect(await api.client.compareDelivery({ params: { id: delivery } })).toMatchObject({
      misfits: [{ field: "status", detail: "is missing", here: null, before: null }],
      lastGood: null,
    });
  });

  it("is tried without being saved: the event, what is wrong with which field, and the values to choose from", async () => {
    const trial = await api.client.tryMapping({ params: { key }, body: { mapping: guessed } });
    expect(trial).toMatchObject({
      ok: false,
      outcome: "events",
      events: [{ type: "opened", correlationKey: "A-7", monitor: { id: "web-1" } }],
      values: expect.arrayContaining([{ path: "$.state", value: "ALARM" }]),
      problems: [{ path: "samples.0.expect" }],
    });
    const broken = { ...guessed, fields: { type: { words: { x: "" } }, summary: "item.", correlationKey: "$.ref" } };
    const { problems } = await api.client.tryMapping({ params: { key }, body: { mapping: broken } });
    expect(problems).toMatchObject([
      { path: "fields.type.words.x", message: expect.stringContaining("say what it means") },
    ]);
  });

  it("is saved only while its own sample gives what is expected, as the next version over the one that was read", async () => {
    await expect(put(guessed, null)).rejects.toMatchObject({ status: 422 });
    const { events } = await api.client.tryMapping({ params: { key }, body: { mapping: guessed } });
    const samples = [{ ...(guessed.samples as object[])[0], expect: events }];
    const saved = await put({ ...guessed, samples }, null, "first words");
    expect(saved).toMatchObject({ version: 1, note: "first words", origin: "browser", author: "environment" });
    await expect(put({ ...guessed, samples }, null)).rejects.toMatchObject({ status: 409 });
    const again = await put((await api.client.getMappingVersion({ params: { key, version: 1 } })).mapping, 1, "again");
    expect(again.version).toBe(2);
    const { items } = await api.client.listMappings({ params: { key } });
    expect(items.map(({ version, note }) => [version, note])).toEqual([
      [2, "again"],
      [1, "first words"],
    ]);
    const { items: journal } = await api.client.listJournal({ query: { subjectKind: "source", subject: key } });
    expect(journal[0]).toMatchObject({ verb: "source.mapping-saved", details: { version: 2, note: "again" } });
  });

  it("stands in the export, which applied changes nothing", async () => {
    const exported = await fetch(`${api.url}/api/v1/config/export`, {
      headers: { authorization: `Bearer ${testApiToken}` },
    });
    const text = await exported.text();
    expect(text).toContain("correlationKey: $.ref");
    const { changes } = await api.client.planConfig({ body: { text } });
    expect(changes).toEqual([]);
  });

  it("comes from the config file as the guide says, and is refused there while its sample gives something else", async () => {
    const example = /```yaml\n(version: 1\nsources:[\s\S]*?)```/.exec(guide)![1]!;
    const { changes } = await api.client.applyConfig({ body: { text: example } });
    expect(changes).toMatchObject([{ object: "source", key, change: "update" }]);
    expect(await current()).toMatchObject({ version: 3, origin: "config", mapping: { list: "$.alarms" } });
    const wrong = example.replace("correlationKey: A-7", "correlationKey: A-8");
    expect(await api.client.planConfig({ body: { text: wrong } })).toMatchObject({
      ok: false,
      problems: [
        { path: "sources[0].mapping.samples[0].expect", line: 18, message: "correlationKey must be A-8, and is A-7" },
      ],
    });
  });
});
