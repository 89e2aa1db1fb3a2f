import { connectionKinds } from "@signalbox/connections";
import { loadSecrets } from "@signalbox/database";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ConfigUnderTest, createConfigUnderTest, printChanges } from "./config-under-test.ts";
import { exportConfig } from "./export-config.ts";

let config: ConfigUnderTest;
beforeAll(async () => {
  config = await createConfigUnderTest();
});
afterAll(() => config.close());

// JSON is YAML.
const entries = connectionKinds.map(
  ({ key, guide }): Record<string, unknown> => ({ key, kind: key, ...guide.example }),
);
const fileOf = (connections: object[]) => JSON.stringify({ version: 1, connections });
const text = fileOf(entries);
const secretOf = (name: string) => `secret-value-of-${name}`;
const env = Object.fromEntries([...text.matchAll(/"env":"(\w+)"/g)].map(([, name]) => [name!, secretOf(name!)]));

describe("connections of every kind", () => {
  it("are applied with the credentials that each asks for, and applied again change nothing", async () => {
    expect(await config.change(text, { env })).toHaveLength(entries.length);
    expect(printChanges(await config.plan(text, { env }))).toEqual([]);
    const rows = await config.db.sql<{ id: number; kind: string; config: unknown }[]>`
      select id, kind, config from connections`;
    for (const row of rows) {
      const kind = connectionKinds.find((one) => one.key === row.kind)!;
      const stored = await loadSecrets(config.db.read, config.deps.secretKey, "connection", row.id);
      const needed = kind.secretFields(kind.configSchema.parse(row.config));
      expect(stored.map(({ field }) => field).toSorted(), row.kind).toEqual([...needed].toSorted());
      expect(JSON.stringify(row.config)).not.toContain("secret-value-of");
    }
  });

  it("are exported without a credential, and change nothing by it", async () => {
    const exported = await exportConfig(config.deps);
    expect(exported).not.toContain("secret-value-of");
    expect(printChanges(await config.plan(exported, { env: {} }))).toEqual([]);
  });

  it.each([
    ["redmine", "apiKey", { baseUrl: "https://elsewhere.example.test" }],
    ["email", "password", { host: "elsewhere.example.test" }],
    ["email", "password", { port: 2525 }],
    ["email", "password", { tls: "implicit" }],
    ["pagerduty", "apiToken", { routingKey: undefined, apiUrl: "https://elsewhere.example.test" }],
    ["statuspage", "apiKey", { baseUrl: "https://elsewhere.example.test" }],
    ["ntfy", "token", { baseUrl: "https://elsewhere.example.test" }],
  ])("keep a credential only for the address that it was given for: %s, %s, %j", async (kind, field, change) => {
    const kept = { [field]: { kept: true } };
    const moved = entries.filter(({ key }) => key === kind).map((entry) => ({ ...entry, ...kept, ...change }));
    expect(await config.apply(fileOf(moved), { env: {} })).toMatchObject({
      problems: [{ path: `connections[0].${field}`, message: expect.stringContaining("the address has changed") }],
    });
  });
});
