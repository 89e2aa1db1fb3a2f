import { createTestDatabase, type TestDatabase } from "@signalbox/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Database, openDatabase } from "../../doors/open-database.ts";
import { releaseLostJobs } from "./release-dead-pools.ts";

let database: TestDatabase;
let db: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase({ url: database.url, applicationName: "test", poolSize: 2 });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

it("gives back what our pools hold for long and nobody works on, and nothing else", async () => {
  const lock = async (pool: string, seconds: number): Promise<string> => {
    const [added] = await db.sql<{ id: string }[]>`select (graphile_worker.add_job('process', '[]'::json)).id::text`;
    await db.sql`update graphile_worker._private_jobs set locked_by = ${pool}, attempts = 1,
      locked_at = now() - make_interval(secs => ${seconds}::double precision) where id = ${added!.id}`;
    return added!.id;
  };
  const lost = await lock("pool-ours", 100);
  const active = await lock("pool-ours", 100);
  await lock("pool-ours", 10);
  await lock("pool-theirs", 100);
  const held = { poolIds: ["pool-ours"], activeJobIds: [active], lockedForMs: 90_000 };
  expect(await db.transaction((tx) => releaseLostJobs(tx, held))).toBe(1);
  const free = await db.sql<{ id: string }[]>`
    select id::text from graphile_worker._private_jobs where locked_by is null and run_at <= now()`;
  expect(free.map(({ id }) => id)).toEqual([lost]);
  expect(await db.transaction((tx) => releaseLostJobs(tx, { ...held, activeJobIds: [] }))).toBe(1);
});
