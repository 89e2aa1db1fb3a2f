import { type ApiClient, ApiError } from "@signalbox/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApi, type TestApi } from "../start-test-api.ts";

let api: TestApi;
let client: ApiClient;
let made = 0;
const canaries: string[] = [];
beforeAll(async () => {
  api = await startTestApi();
  ({ client } = api);
});
afterAll(() => api.close());

function canary(): string {
  const value = `canary-${made++}-Zq8wErTy-${made % 10}x${made % 7}k`;
  canaries.push(value);
  return value;
}

/** The example of a kind with a canary for each credential in it. */
function withCanaries(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(withCanaries);
  const names = Object.keys(value);
  if (names.length === 1 && (names[0] === "env" || names[0] === "value")) return { value: canary() };
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withCanaries(inner)]));
}

/** As a form sends what nobody typed anew. */
function kept(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(kept);
  if (Object.keys(value).length === 1 && "value" in value) return { kept: true };
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, kept(inner)]));
}

async function everythingTold(): Promise<string> {
  const lists = [client.listConnections(), client.listSources(), client.listTokens(), client.listUsers()];
  const answers: unknown[] = await Promise.all([...lists, client.listJournal({ query: { limit: 500 } })]);
  const { items } = await client.listConnections({ query: { limit: 500 } });
  for (const { key } of items) answers.push(await client.getConnection({ params: { key } }));
  return JSON.stringify([answers, await client.exportConfig(), api.logged]);
}

/** A busy machine may answer 503 for a moment, and says that it is to be tried again. */
async function patiently<T>(call: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await call();
    } catch (error) {
      if (tries === 10 || !(error instanceof ApiError) || error.status !== 503) throw error;
    }
  }
}

describe("K3 credentials are written and never read", () => {
  it("of connections of every kind: told as dots and four characters, kept where a form leaves them out", async () => {
    const { items } = await client.listConnectionKinds();
    for (const { key: kind, example } of items) {
      const params = { key: kind };
      const config = withCanaries(example) as Record<string, unknown>;
      const own = canaries.slice();
      const saved = await patiently(() =>
        client.saveConnection({ params, body: { name: kind, kind, config, revision: 0 } }),
      );
      for (const { shown } of saved.secrets) expect(shown).toMatch(/^••••/);
      for (const { shown } of saved.secrets) expect(own.some((value) => value.endsWith(shown.slice(4)))).toBe(true);
      const body = { name: `${kind} again`, kind, config: kept(config) as Record<string, unknown> };
      const again = await patiently(() =>
        client.saveConnection({ params, body: { ...body, revision: saved.revision } }),
      );
      expect(again.secrets, kind).toEqual(saved.secrets);
    }
    expect(canaries.length).toBeGreaterThan(items.length / 2);
    const told = await everythingTold();
    for (const value of canaries) expect(told).not.toContain(value);
  });

  it("of sources, people and tokens: shown once where they are made, and in no answer after it", async () => {
    const [secret, password] = [canary(), canary()];
    const source = await client.createSource({ body: { key: "probe", sender: "anyping", secret } });
    const rotated = await client.rotateSourceSecret({ params: { key: "probe" }, body: {} });
    const { token } = await client.createToken({ body: { name: "t", role: "viewer" } });
    await client.createUser({ body: { name: "Eva", email: "eva@example.test", password, role: "viewer" } });
    const told = await everythingTold();
    const hookToken = source.url.slice(source.url.lastIndexOf("/") + 1);
    for (const value of [secret, password, hookToken, rotated.secret!, token]) expect(told).not.toContain(value);
    const [first, second] = (await client.getSource({ params: { key: "probe" } })).secrets;
    expect(first!.shown).toBe(`••••${secret.slice(-4)}`);
    expect(second!.shown).toBe(`••••${rotated.secret!.slice(-4)}`);
  });
});
