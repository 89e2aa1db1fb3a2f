import { createTestDatabase, type TestDatabase } from "@signalbox/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bumpConfigRevision, loadConfigRevision } from "../config/config-revision.ts";
import { type Database, openDatabase } from "../doors/open-database.ts";
import { appendJournal } from "../journal/append-journal.ts";
import { notifyLive } from "../live/notify-live.ts";
import { journal, sources } from "../schema/index.ts";
import { loadSecrets, storeSecret } from "../secrets/stored-secrets.ts";
import { addJob, addJobs } from "./add-job.ts";

let test: TestDatabase;
let db: Database;
beforeAll(async () => {
  test = await createTestDatabase();
  db = openDatabase({ url: test.url, applicationName: "commands", poolSize: 3 });
});
afterAll(async () => {
  await db.close();
  await test.drop();
});

describe("addJob", () => {
  const jobs = () => db.sql`
    select task.identifier as task, job.payload, job.key, job.priority, job.max_attempts, job.run_at
    from graphile_worker._private_jobs job join graphile_worker._private_tasks task on task.id = job.task_id order by job.id`;

  it("adds it with the transaction, and not at all when that rolls back", async () => {
    const runAt = Date.UTC(2030, 0, 1);
    await db.transaction((tx) => addJob(tx, "perform", { actionId: "a" }, { runAt, priority: 5, maxAttempts: 1 }));
    const failing = db.transaction(async (tx) => {
      await addJob(tx, "perform", { actionId: "b" });
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    expect([...(await jobs())]).toEqual([
      { task: "perform", payload: { actionId: "a" }, key: null, priority: 5, max_attempts: 3, run_at: runAt },
    ]);
  });

  it("replaces a waiting job of the same key, and adds many at once", async () => {
    await db.sql`delete from graphile_worker._private_jobs`;
    for (const n of [1, 2])
      await db.transaction((tx) => addJob(tx, "settle_ledger", { n }, { jobKey: "settle_ledger:1" }));
    await db.transaction((tx) =>
      addJobs(tx, [
        { task: "process", payload: ["x"] },
        { task: "process", payload: ["y"] },
      ]),
    );
    expect((await jobs()).map((job) => [job.task, job.payload])).toEqual([
      ["settle_ledger", { n: 2 }],
      ["process", ["x"]],
      ["process", ["y"]],
    ]);
  });
});

describe("appendJournal", () => {
  it("writes entries that nobody can change", async () => {
    const entry = {
      at: 1_000,
      actorKind: "system",
      actor: "test",
      verb: "incident.opened",
      subjectKind: "incident",
      subjectId: "1",
    } as const;
    await db.transaction((tx) => appendJournal(tx, [entry, { ...entry, details: { a: 1 } }]));
    await db.transaction((tx) => appendJournal(tx, []));
    expect(await db.read.select().from(journal)).toMatchObject([entry, { ...entry, details: { a: 1 } }]);
    await expect(db.sql`delete from journal`).rejects.toThrow("written once");
  });
});

describe("notifications", () => {
  it("tell live pages and caches once it is committed, and nothing of what was rolled back", async () => {
    const heard: string[] = [];
    for (const channel of ["signalbox_live", "signalbox_config"])
      await db.sql.listen(channel, (text) => heard.push(text));
    const rolledBack = db.transaction(async (tx) => {
      await notifyLive(tx, "incident", "i0");
      throw new Error("no");
    });
    await expect(rolledBack).rejects.toThrow("no");
    await db.transaction(async (tx) => {
      await notifyLive(tx, "incident", "i1");
      expect([await bumpConfigRevision(tx), await bumpConfigRevision(tx)]).toEqual([1, 2]);
      await db.sql`select 1`;
      expect(heard).toEqual([]);
    });
    expect(await loadConfigRevision(db.read)).toBe(2);
    await expect.poll(() => heard.toSorted()).toEqual(["1", "2", '{"topic":"incident","id":"i1"}']);
  });
});

describe("storeSecret", () => {
  const key = Buffer.alloc(32, 1);

  it("keeps a secret that opens only with its key and in its own row", async () => {
    const [source] = await db.read
      .insert(sources)
      .values({ key: "a", name: "A", sender: "anyping", tokenHash: Buffer.alloc(32) })
      .returning({ id: sources.id });
    const owner = { ownerKind: "source", ownerId: source!.id } as const;
    await db.transaction(async (tx) => {
      await storeSecret(tx, key, { ...owner, field: "signing", label: "2026-10", value: "grün" });
      await storeSecret(tx, key, { ...owner, field: "signing", label: "2026-11", value: "", expiresAt: 5 });
    });
    const loaded = await loadSecrets(db.read, key, "source", source!.id);
    expect(loaded).toMatchObject([
      { field: "signing", label: "2026-10", value: "grün", expiresAt: null },
      { field: "signing", label: "2026-11", value: "", expiresAt: 5 },
    ]);
    await expect(loadSecrets(db.read, Buffer.alloc(32, 2), "source", source!.id)).rejects.toThrow("can't be decrypted");
    await db.sql`update secrets set cipher = (select cipher from secrets other where other.id <> secrets.id limit 1)`;
    await expect(loadSecrets(db.read, key, "source", source!.id)).rejects.toThrow("can't be decrypted");
  });
});
