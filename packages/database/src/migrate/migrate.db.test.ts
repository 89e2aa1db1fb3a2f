import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createTestDatabase, type TestDatabase } from "@signalbox/testkit";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkMigrations, migrate } from "./migrate.ts";

let database: TestDatabase;
let folder: string;
let client: pg.Client;

const write = (name: string, sql: string): void => writeFileSync(join(folder, name), sql);
const run = (lines: string[] = []): Promise<void> =>
  migrate({ databaseUrl: database.url, folder, log: (line) => lines.push(line) });
const tables = async (): Promise<string[]> => {
  const found = await client.query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'public' order by 1",
  );
  return found.rows.map((row) => row.name);
};

beforeEach(async () => {
  database = await createTestDatabase({ empty: true });
  folder = mkdtempSync(join(tmpdir(), "migrations-"));
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  write("0001_create_one.sql", "create table one (id integer primary key);");
});

afterEach(async () => {
  await client.end();
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

describe("migrate", () => {
  it("applies the product's own migrations and the queue's, once", async () => {
    const lines: string[] = [];
    await migrate({ databaseUrl: database.url, log: (line) => lines.push(line) });
    await migrate({ databaseUrl: database.url, log: (line) => lines.push(line) });
    expect(lines).toHaveLength(1);
    expect(await checkMigrations(client)).toEqual({ pending: [], problems: [] });
    const queue = await client.query("select count(*)::int as jobs from graphile_worker.jobs");
    expect(queue.rows).toEqual([{ jobs: 0 }]);
  });

  it("lets exactly one of three processes migrate while the others wait (O2)", async () => {
    write("0002_slow.sql", "select pg_sleep(1); create table two (id integer);");
    const lines: string[] = [];
    await Promise.all([run(lines), run(lines), run(lines)]);
    expect(lines.filter((line) => line === "Applied 2 migrations")).toHaveLength(1);
    expect(lines.filter((line) => line.startsWith("Another process migrates"))).toHaveLength(2);
    expect(await tables()).toEqual(["one", "schema_migrations", "two"]);
  });

  it("touches nothing when an applied file was edited, even where others are pending (O7)", async () => {
    await run();
    write("0001_create_one.sql", "create table one (id bigint primary key);");
    write("0002_create_two.sql", "create table two (id integer);");
    await expect(run()).rejects.toThrow("0001_create_one was edited after it was applied");
    expect(await tables()).toEqual(["one", "schema_migrations"]);
  });

  it("does not take other line endings for an edit", async () => {
    write("0001_create_one.sql", "create table one (\n  id integer\n);\n");
    await run();
    write("0001_create_one.sql", "create table one (\r\n  id integer\r\n);\r\n");
    await run();
  });

  it("refuses a database of a newer version and leaves it as it is (O5)", async () => {
    write("0002_create_two.sql", "create table two (id integer);");
    await run();
    rmSync(join(folder, "0002_create_two.sql"));
    await expect(run()).rejects.toThrow("0002_create_two, which this version does not know");
    expect(await tables()).toEqual(["one", "schema_migrations", "two"]);
  });

  it("rolls a failing file back as a whole and goes on from there once it is mended (D13, O6)", async () => {
    write("0002_broken.sql", "create table two (id integer); select no_such_function();");
    await expect(run()).rejects.toThrow(/0002_broken failed and was rolled back: .*no_such_function/);
    expect(await tables()).toEqual(["one", "schema_migrations"]);
    write("0002_broken.sql", "create table two (id integer);");
    await run();
    expect(await tables()).toEqual(["one", "schema_migrations", "two"]);
  });

  it("refuses files that are misnamed or share a number", async () => {
    write("0001_again.sql", "select 1");
    await expect(run()).rejects.toThrow("two migrations have the number");
    rmSync(join(folder, "0001_again.sql"));
    write("2_short.sql", "select 1");
    await expect(run()).rejects.toThrow("2_short.sql is not named");
  });

  it("leaves a whole step or none when its process is killed in the middle, and frees the lock", async () => {
    write("0002_slow.sql", "create table two (id integer); select pg_sleep(20);");
    const module = fileURLToPath(new URL("./migrate.ts", import.meta.url));
    const script = `import { migrate } from ${JSON.stringify(module)};
      await migrate({ databaseUrl: process.argv[1], folder: process.argv[2], log: () => {} });`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script, database.url, folder]);
    await expect.poll(() => sleepers()).toBe(1);
    child.kill("SIGKILL");
    await once(child, "close");
    expect(await tables()).toEqual(["one", "schema_migrations"]);
    // The backend notices only when its sleep ends; a restart of Postgres would do the same.
    await client.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where query like '%pg_sleep(20)%' and pid <> pg_backend_pid()",
    );
    write("0002_slow.sql", "create table two (id integer);");
    await run();
    expect(await tables()).toEqual(["one", "schema_migrations", "two"]);
  });
});

async function sleepers(): Promise<number> {
  const found = await client.query<{ count: number }>(
    "select count(*)::int as count from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'",
  );
  return found.rows[0]?.count ?? 0;
}
