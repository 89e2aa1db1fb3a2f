import { newUuid } from "@signalbox/core";
import { createTestDatabase, type TestDatabase } from "@signalbox/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Database, openDatabase } from "../../doors/open-database.ts";
import { raiseFailure } from "./raise-failure.ts";
import { settleFailure } from "./settle-failure.ts";

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

it("counts more of the same cause up, and rings again only after 30 minutes or once it was settled", async () => {
  const start = Date.UTC(2026, 10, 2, 9);
  const raise = (now: number) =>
    db.transaction((tx) =>
      raiseFailure(tx, {
        kind: "action-late",
        cause: "connection:1",
        subjectKind: "connection",
        subjectId: "1",
        reason: "the desk does not answer",
        advice: "look at the desk",
        now,
        newId: newUuid,
      }),
    );
  const rings = async () => (await db.sql`select count(*)::int as n from graphile_worker.jobs`)[0]?.n;

  const first = await raise(start);
  expect(first.isNew).toBe(true);
  expect(await rings()).toBe(1);
  await db.sql`update failures set paged_at = ${new Date(start).toISOString()}`;
  expect(await raise(start + 60_000)).toEqual({ failureId: first.failureId, isNew: false });
  expect(await rings()).toBe(1);
  await raise(start + 31 * 60_000);
  expect(await rings()).toBe(2);

  const settlement = { kind: "action-late", cause: "connection:1", by: "system", reason: "a later try worked" };
  const settle = (now: number) => db.transaction((tx) => settleFailure(tx, { ...settlement, now }));
  expect(await settle(start + 32 * 60_000)).toBe(first.failureId);
  expect(await settle(start + 33 * 60_000)).toBeNull();
  expect((await raise(start + 34 * 60_000)).isNew).toBe(true);
  expect(await rings()).toBe(3);
  expect([...(await db.sql`select status, occurrences from failures order by first_at`)]).toEqual([
    { status: "settled", occurrences: 3 },
    { status: "open", occurrences: 1 },
  ]);
});
