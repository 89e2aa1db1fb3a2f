import { createTestDatabase, type TestDatabase } from "@signalbox/testkit";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { sql } from "../drizzle.ts";
import { atCommit } from "./at-commit.ts";
import { type Database, openDatabase } from "./open-database.ts";
import { together } from "./together.ts";
import type { Tx } from "./transaction.ts";

let test: TestDatabase;
let db: Database;
beforeAll(async () => {
  test = await createTestDatabase();
  db = openDatabase({ url: test.url, applicationName: "together", poolSize: 2 });
  await db.sql`create table told (id integer generated always as identity, what text unique)`;
});
beforeEach(() => db.sql`truncate told restart identity`);
afterAll(async () => {
  await db?.close();
  await test?.drop();
});

const tell = async (tx: Tx, what: string) => {
  await tx.execute(sql`insert into told (what) values (${what})`);
  return what;
};
const told = async () => (await db.sql<{ what: string }[]>`select what from told order by id`).map(({ what }) => what);

it("runs statements in the order given, however deep they stand, and answers in that order", async () => {
  const answers = await db.transaction((tx) =>
    together(
      async () => tell(tx, "a"),
      () =>
        together(
          () => tell(tx, "b"),
          () => tx.execute(sql`insert into told (what) values ('c')`),
          async () => together(() => tell(tx, "d")),
        ),
      () => tx.execute(sql`insert into told (what) values ('e')`),
      async () => {
        await tell(tx, "f");
        await tell(tx, "h");
      },
      () => tell(tx, "g"),
    ),
  );
  expect(await told()).toEqual(["a", "b", "c", "d", "e", "f", "g", "h"]);
  expect([answers[0], answers[1][0], answers[4]]).toEqual(["a", "b", "g"]);
});

it("throws what went wrong, not that what came behind it was refused, and nothing is written", async () => {
  const failing = db.transaction((tx) =>
    together(
      () =>
        together(
          () => tell(tx, "a"),
          () => tell(tx, "a"),
        ),
      () => tell(tx, "b"),
    ),
  );
  await expect(failing).rejects.toMatchObject({ code: "23505" });
  expect(await told()).toEqual([]);
});

it("leaves statements to the commit, and is rolled back where one of them fails", async () => {
  await db.transaction(async (tx) => {
    atCommit(
      tx,
      () => tell(tx, "b"),
      () => tx.execute(sql`insert into told (what) values ('c')`),
    );
    await tell(tx, "a");
  });
  expect(await told()).toEqual(["a", "b", "c"]);
  const failing = db.transaction(async (tx) => {
    atCommit(
      tx,
      () => tell(tx, "d"),
      () => tell(tx, "a"),
      () => tell(tx, "e"),
    );
  });
  await expect(failing).rejects.toMatchObject({ code: "23505" });
  expect(await told()).toEqual(["a", "b", "c"]);
});

it("begins a transaction that fails in its first statement, and writes nothing of it", async () => {
  const failing = db.transaction(async (tx) => {
    await tx.execute(sql`select 1 / ${0}::integer`);
    await tell(tx, "a");
  });
  await expect(failing).rejects.toMatchObject({ code: "22012" });
  expect(await told()).toEqual([]);
});
