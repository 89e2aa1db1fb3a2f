import { createTestDatabase, type TestDatabase } from "@signalbox/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eq, sql } from "../drizzle.ts";
import { lookupAnswers, settings, sources } from "../schema/index.ts";
import { type Database, openDatabase } from "./open-database.ts";
import { QueryFailed } from "./query-failed.ts";

describe("openDatabase", () => {
  let test: TestDatabase;
  let db: Database;
  beforeAll(async () => {
    test = await createTestDatabase();
    db = openDatabase({ url: test.url, applicationName: "doors", poolSize: 3 });
  });
  afterAll(async () => {
    await db.close();
    await test.drop();
  });

  it("keeps instants, bytes and json as they were, by every door", async () => {
    const at = Date.UTC(2026, 10, 2, 10, 0, 0, 123);
    const tokenHash = Buffer.alloc(32, 7);
    await db.transaction((tx) =>
      tx.insert(sources).values({
        key: "kept",
        name: "Kept",
        sender: "anyping",
        tokenHash,
        createdAt: at,
        settings: { a: [1, "10.5"] },
      }),
    );
    const expected = { createdAt: at, tokenHash, settings: { a: [1, "10.5"] } };
    const columns = { createdAt: sources.createdAt, tokenHash: sources.tokenHash, settings: sources.settings };
    expect(await db.read.select(columns).from(sources)).toEqual([expected]);
    expect(await db.transaction((tx) => tx.select(columns).from(sources))).toEqual([expected]);
    const [raw] =
      await db.sql`select created_at as "createdAt", token_hash as "tokenHash", settings from sources where created_at = ${at}`;
    expect(raw).toEqual(expected);
  });

  it.each([["10.5"], ["null"], [10.5], [["a"]], ["plain"]])("reads the json value %j back as it was", async (value) => {
    await db.read.insert(lookupAnswers).values({ lookupKey: "k", value, askedAt: 0 });
    const byRead = await db.read.select().from(lookupAnswers);
    const byTransaction = await db.transaction((tx) => tx.delete(lookupAnswers).returning());
    expect([byRead[0]?.value, byTransaction[0]?.value]).toEqual([value, value]);
  });

  it("takes and gives arrays by every door", async () => {
    const [texts, numbers] = [
      ['a"b', "{c,d}", ""],
      [1, 2],
    ];
    const asked = sql<
      Record<string, unknown>
    >`select ${sql.param(texts)}::text[] as texts, ${sql.param(numbers)}::integer[] as numbers,
      array[null, 'x'] as holes, '{}'::uuid[] as none`;
    const expected = { texts, numbers, holes: [null, "x"], none: [] };
    expect((await db.read.execute(asked))[0]).toEqual(expected);
    expect((await db.transaction((tx) => tx.execute(asked))).rows[0]).toEqual(expected);
    const [raw] =
      await db.sql`select ${texts}::text[] as texts, ${numbers}::integer[] as numbers, array[null, 'x'] as holes, '{}'::uuid[] as none`;
    expect(raw).toEqual(expected);
  });

  it("rolls back what threw, and the connection serves on", async () => {
    const work = db.transaction(async (tx) => {
      await tx.insert(settings).values({ key: "half", value: {}, updatedBy: "test" });
      throw new Error("changed its mind");
    });
    await expect(work).rejects.toThrow("changed its mind");
    expect(await db.read.select().from(settings).where(eq(settings.key, "half"))).toEqual([]);
  });

  it("never tells parameters in an error", async () => {
    const secret = "s3cr3t-value";
    const twice = { key: secret, value: {}, updatedBy: "test" };
    const failures = [
      db.transaction((tx) => tx.insert(settings).values([twice, twice])),
      db.read.insert(settings).values([twice, twice]),
      db.read.execute(sql`select ${secret}::uuid`),
    ];
    for (const failing of failures) {
      const error = await failing.then(
        () => null,
        (thrown: unknown) => thrown,
      );
      expect(error).toBeInstanceOf(QueryFailed);
      expect(
        JSON.stringify([error, (error as Error).message, (error as Error).stack, (error as Error).cause]),
      ).not.toContain(secret);
    }
    const named = await failures[0]!.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(named).toMatchObject({ code: "23505", constraint: "settings_pkey", query: "insert settings" });
  });

  it("runs the work again where a table was changed under the plans that its connections keep", async () => {
    await db.sql`create table reshaped as select 1 as one`;
    const threeAtOnce = async () => {
      let waiting = 3;
      const together = Promise.withResolvers<void>();
      const read = () =>
        db.transaction(async (tx) => {
          const { rows } = await tx.execute(sql`select * from reshaped where one = ${1}`);
          if (--waiting === 0) together.resolve();
          await together.promise;
          return rows;
        });
      return Promise.all([read(), read(), read()]);
    };
    expect(await threeAtOnce()).toEqual(Array(3).fill([{ one: 1 }]));
    await db.sql`alter table reshaped add column two integer not null default 2`;
    expect(await threeAtOnce()).toEqual(Array(3).fill([{ one: 1, two: 2 }]));
  });

  it("runs the work again after a deadlock", async () => {
    await db.read.insert(settings).values(["left", "right"].map((key) => ({ key, value: {}, updatedBy: "test" })));
    const touched = { value: { touched: true } };
    let waiting = 2;
    const together = Promise.withResolvers<void>();
    const both = (first: string, second: string) => {
      let runs = 0;
      return db.transaction(async (tx) => {
        runs++;
        await tx.update(settings).set(touched).where(eq(settings.key, first));
        if (--waiting === 0) together.resolve();
        await together.promise;
        await tx.update(settings).set(touched).where(eq(settings.key, second));
        return runs;
      });
    };
    const runs = await Promise.all([both("left", "right"), both("right", "left")]);
    expect(Math.max(...runs)).toBeGreaterThan(1);
  });
});
