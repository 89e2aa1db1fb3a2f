import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Database, loadSecrets, openDatabase } from "@signalbox/database";
import { checkSecretKey, migrate } from "@signalbox/database/start";
import { createTestDatabase, type TestDatabase } from "@signalbox/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { switchOutbound } from "../outbound/switch-outbound.ts";
import { beatForPart } from "../own-health/beat.ts";
import { performAction } from "../perform/perform-action.ts";
import { startTestPerform, type TestPerform } from "../perform/start-test-perform.ts";
import { backUp, restore } from "./back-up.ts";
import { rotateKey } from "./rotate-key.ts";

// One story: a backup while the world goes on, an hour that is lost, and the same again from the backup.
let world: TestPerform;
let folder: string;
let backup: string;
let target: TestDatabase;
let restored: Database;
let waiting: Awaited<ReturnType<TestPerform["order"]>>;
let page: Awaited<ReturnType<TestPerform["order"]>>;

const quiet = () => {};
const variables = (url: string, key: Buffer) => ({ DATABASE_URL: url, SIGNALBOX_SECRET_KEY: key.toString("base64") });
const restoreInto = (url: string, path: string, key = world.deps.secretKey) =>
  restore({ variables: variables(url, key), path, log: quiet });
const performThere = (actionId: string) => performAction({ ...world.deps, db: restored }, { actionId });
const references = () => world.tickets().map(({ ref }) => ref);

beforeAll(async () => {
  world = await startTestPerform();
  folder = mkdtempSync(join(tmpdir(), "signalbox-backup-"));
  backup = join(folder, "signalbox.backup");
  await checkSecretKey({ databaseUrl: world.databaseUrl, secretKey: world.deps.secretKey, origin: "the test" });
  await beatForPart({ db: world.db, timeScale: 1, log: { warn: quiet } }, "api");
  const sent = await world.order(await world.openIncident(), "ticket");
  await world.perform(sent.actionId);
  await world.drain();
  waiting = await world.order(await world.openIncident(), "ticket");
  page = await world.order(await world.openIncident(), "page");
  const goesOn = (async () => {
    for (let n = 0; n < 20; n += 1) await world.order(await world.openIncident(), "ticket");
  })();
  await backUp({ variables: variables(world.databaseUrl, world.deps.secretKey), path: backup, log: quiet });
  await goesOn;
  // What the backup knows nothing of: both go out.
  for (const { actionId } of [waiting, page]) await world.perform(actionId);
  await world.drain();
  expect(references()).toHaveLength(2);
  target = await createTestDatabase({ empty: true });
  await restoreInto(target.url, backup);
  await migrate({ databaseUrl: target.url, log: quiet });
  restored = openDatabase({ url: target.url, applicationName: "test restored", poolSize: 4 });
}, 240_000);
afterAll(async () => {
  await restored.close();
  await target.drop();
  await world.stop();
  rmSync(folder, { recursive: true });
});

describe("restore", { timeout: 120_000 }, () => {
  it("refuses a file that is cut off or changed, another key, and a database that holds something, and changes nothing (P3)", async () => {
    const bytes = readFileSync(backup);
    const empty = await createTestDatabase({ empty: true });
    const tables = async () => {
      const db = openDatabase({ url: empty.url, applicationName: "test empty", poolSize: 1 });
      const [row] = await db.sql<{ n: number }[]>`select count(*)::int as n from pg_tables where schemaname = 'public'`;
      await db.close();
      return row!.n;
    };
    const broken = (name: string, content: Buffer | string): string => {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    };
    const middle = Math.floor(bytes.length / 2);
    for (const at of [20, middle, bytes.length - 20]) {
      const flipped = Buffer.from(bytes);
      flipped[at] = flipped[at]! ^ 0xff;
      const damaged = [broken("cut", bytes.subarray(0, at)), broken("flipped", flipped)];
      for (const path of damaged)
        await expect(restoreInto(empty.url, path), `at ${at}`).rejects.toThrow(/cut off or was changed/);
    }
    await expect(restoreInto(empty.url, broken("other", "not a backup"))).rejects.toThrow(/is no backup/);
    await expect(restoreInto(empty.url, join(folder, "nowhere"))).rejects.toThrow(/There is no file/);
    await expect(restoreInto(empty.url, backup, randomBytes(32))).rejects.toThrow(/not the one of the backup/);
    expect(await tables()).toBe(0);
    await empty.drop();
    await expect(restoreInto(world.databaseUrl, backup)).rejects.toThrow(/is not empty/);
  });

  it("holds what there was at one instant, to the row, and everything fits together (P1)", async () => {
    const [obligations, before] = await Promise.all(
      [restored, world.db].map(async ({ sql }) => {
        const rows = await sql`select o.id, o.reference, o.incident_id, o.opened_at, i.title from obligations o
          join incidents i on i.id = o.incident_id where o.id = any(${[waiting.obligationId, page.obligationId]}::uuid[]) order by o.id`;
        return rows.map((row) => ({ ...row }));
      }),
    );
    expect(obligations).toHaveLength(2);
    expect(obligations).toEqual(before);
    const [counts] = await restored.sql`select (select count(*) from obligations)::int as obligations,
      (select count(*) from actions)::int as actions`;
    // Orders of the test are three statements: the backup's instant may be between them.
    expect(counts!.actions).toBeGreaterThanOrEqual(3);
    expect([0, 1]).toContain(counts!.obligations - counts!.actions);
    const secrets = await loadSecrets(restored.read, world.deps.secretKey, "connection", world.company.desk);
    expect(secrets.map(({ value }) => value)).toEqual(["desk-token-of-the-tests"]);
    await expect(restored.sql`delete from journal`).rejects.toThrow();
  });

  it("sends nothing before a person switches outbound on; then finds what went out after the backup (P1, P2)", async () => {
    const blind = await beatForPart({ db: restored, timeScale: 0.001, log: { warn: quiet } }, "api");
    expect(blind).not.toBeNull();
    await performThere(waiting.actionId);
    await performThere(page.actionId);
    expect(references()).toHaveLength(2);
    const pagesBefore = world.pages().length;
    const ids = [waiting.actionId, page.actionId];
    const states = async () => {
      const rows = await restored.sql`select state from actions where id = any(${ids}::uuid[])`;
      return rows.map(({ state }) => state);
    };
    expect(await states()).toEqual(["unknown", "unknown"]);
    await restored.transaction((tx) =>
      switchOutbound(
        tx,
        { actor: { kind: "person", name: "ana" }, now: Date.now() },
        { enabled: true, reason: "looked" },
      ),
    );
    await expect
      .poll(
        async () => {
          for (const id of ids) await performThere(id);
          return states();
        },
        { timeout: 60_000 },
      )
      .toEqual(["done", "done"]);
    expect(references()).toHaveLength(2);
    expect(world.pages()).toHaveLength(pagesBefore);
    const [found] = await restored.sql`select external_id from obligations where id = ${waiting.obligationId}`;
    expect(found).toEqual({ external_id: "2" });
  });

  it("takes one of an older version as it was; the next start brings it up to date", async () => {
    const [old, filled] = [await createTestDatabase({ empty: true }), await createTestDatabase({ empty: true })];
    await migrate({ databaseUrl: old.url, log: quiet, upTo: 26 });
    await checkSecretKey({ databaseUrl: old.url, secretKey: world.deps.secretKey, origin: "the test" });
    const path = join(folder, "older.backup");
    await backUp({ variables: variables(old.url, world.deps.secretKey), path, log: quiet });
    await old.drop();
    await restoreInto(filled.url, path);
    const db = openDatabase({ url: filled.url, applicationName: "test filled", poolSize: 1 });
    const applied = async () => (await db.sql`select max(number) as last from schema_migrations`)[0]!.last;
    expect(await applied()).toBe(26);
    await migrate({ databaseUrl: filled.url, log: quiet });
    expect(await applied()).toBeGreaterThan(26);
    await db.close();
    await filled.drop();
  });

  it("rotate-key encrypts every credential anew, or none (K2)", async () => {
    const to = randomBytes(32);
    const rotate = (from: Buffer, next?: Buffer) =>
      rotateKey({
        variables: {
          ...variables(target.url, from),
          ...(next && { SIGNALBOX_NEW_SECRET_KEY: next.toString("base64") }),
        },
        log: quiet,
      });
    await expect(rotate(world.deps.secretKey)).rejects.toThrow(/SIGNALBOX_NEW_SECRET_KEY/);
    await expect(rotate(to, to)).rejects.toThrow(/not the one of this database/);
    const running = openDatabase({ url: target.url, applicationName: "signalbox worker", poolSize: 1 });
    await running.sql`select 1`;
    await expect(rotate(world.deps.secretKey, to)).rejects.toThrow(/is running/);
    await running.close();
    // The server notices a little later that its client has gone.
    await expect
      .poll(() => rotate(world.deps.secretKey, to).catch(String), { timeout: 60_000 })
      .toEqual({ secrets: 2, keyFile: null });
    const load = (key: Buffer) => loadSecrets(restored.read, key, "connection", world.company.desk);
    expect((await load(to)).map(({ value }) => value)).toEqual(["desk-token-of-the-tests"]);
    await expect(load(world.deps.secretKey)).rejects.toThrow(/can't be decrypted/);
    await checkSecretKey({ databaseUrl: target.url, secretKey: to, origin: "the test" });
  });
});
