import pg from "pg";
import { expect, it } from "vitest";
import { createTestDatabase } from "./test-database.ts";

it("gives each caller a migrated database of its own", async () => {
  const [one, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  const client = new pg.Client({ connectionString: one.url });
  await client.connect();
  const found = await client.query("select count(*)::int as migrations from schema_migrations");
  expect(found.rows[0].migrations).toBeGreaterThan(0);
  expect(one.url).not.toBe(other.url);
  await client.end();
  await one.drop();
  await other.drop();
});
