import { createTestDatabase, type TestDatabase } from "@signalbox/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { sql } from "../drizzle.ts";
import { type Database, openDatabase } from "./open-database.ts";

// The kill test of docs/decisions/0001: what a dying backend must never do to the transactions that wait behind it.
describe("a backend that dies inside a transaction", () => {
  let test: TestDatabase;
  let db: Database;
  beforeAll(async () => {
    test = await createTestDatabase();
    // One connection, so that everybody queues for the one that dies.
    db = openDatabase({ url: test.url, applicationName: "victim", poolSize: 1 });
    await db.sql`create table marks (mark text primary key)`;
  });
  afterAll(async () => {
    await db.close();
    await test.drop();
  });
  beforeEach(() => db.sql`truncate marks`);

  const mark = (name: string) => sql`insert into marks (mark) values (${name})`;
  const marks = async () => (await db.sql`select mark from marks order by mark`).map((row) => row.mark);
  const backendId = sql`select pg_backend_pid() as pid`;

  it.each([
    ["is terminated", (pid: number) => db.sql`select pg_terminate_backend(${pid})`],
    ["is ended by its own time limit", () => new Promise((resolve) => setTimeout(resolve, 600))],
  ])("that %s: it alone rejects, and what waits runs in transactions of its own", async (_, kill) => {
    const dying = db.transaction(async (tx) => {
      await tx.execute(mark("a1"));
      await tx.execute(sql`set local idle_in_transaction_session_timeout = '200ms'`);
      const pid = (await tx.execute<{ pid: number }>(backendId)).rows[0]!.pid;
      await kill(pid);
      await tx.execute(mark("a2"));
    });
    const rolledBack = db.transaction(async (tx) => {
      await tx.execute(mark("b1"));
      await tx.execute(mark("b2"));
      throw new Error("b wants nothing stored");
    });
    const kept = db.transaction(async (tx) => {
      await tx.execute(mark("c1"));
      await tx.execute(mark("c2"));
    });
    const [a, b, c] = await Promise.allSettled([dying, rolledBack, kept]);
    expect(a.status).toBe("rejected");
    expect(b).toMatchObject({ status: "rejected", reason: { message: "b wants nothing stored" } });
    expect(c.status).toBe("fulfilled");
    expect(await marks()).toEqual(["c1", "c2"]);
  });

  it("leaves no connection behind, over many rounds under load", async () => {
    const rounds = Array.from({ length: 40 }, (_, round) =>
      db.transaction(async (tx) => {
        await tx.execute(mark(`half-${round}`));
        const pid = (await tx.execute<{ pid: number }>(backendId)).rows[0]!.pid;
        if (round % 4 === 0) await db.sql`select pg_terminate_backend(${pid})`;
        await tx.execute(mark(`whole-${round}`));
      }),
    );
    const ended = await Promise.allSettled(rounds);
    const fulfilled = ended.flatMap((end, round) =>
      end.status === "fulfilled" ? [`half-${round}`, `whole-${round}`] : [],
    );
    expect(fulfilled).toHaveLength(60);
    expect(await marks()).toEqual(fulfilled.toSorted());
    const open =
      await db.sql`select 1 from pg_stat_activity where application_name = 'victim' and state like 'idle in%'`;
    expect(open).toHaveLength(0);
  });
});
