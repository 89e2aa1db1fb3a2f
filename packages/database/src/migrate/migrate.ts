import { Logger, runMigrations } from "graphile-worker";
import pg from "pg";
import { StartRefusal } from "../start-refusal.ts";
import { type AppliedMigration, compareMigrations, type MigrationComparison } from "./compare-migrations.ts";
import { type Migration, readMigrations } from "./read-migrations.ts";

type Queryable = { query<R extends pg.QueryResultRow>(text: string): Promise<{ rows: R[] }> };

// Any fixed number will do: it is the name of the lock that all processes of one database share.
const lockKey = "7305804113127502188";
const silent = new Logger(() => () => {});

/** Brings the schema up to date, one process at a time: our files, each in one transaction, then the job queue's own.
 *  Nothing is touched when an applied file was edited or is missing, or when the database is newer.
 *  @throws StartRefusal with every problem as a line. */
export async function migrate(options: {
  databaseUrl: string;
  log: (line: string) => void;
  folder?: string;
  /** No further than this number; for a backup of an older version. */
  upTo?: number;
}): Promise<void> {
  const { databaseUrl, log, upTo = Number.POSITIVE_INFINITY } = options;
  const files = readMigrations(options.folder).filter(({ number }) => number <= upTo);
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: "signalbox migrate",
    keepAlive: true,
  });
  client.on("error", () => {});
  await client.connect();
  try {
    await client.query("set statement_timeout = 0; set lock_timeout = 0; set idle_in_transaction_session_timeout = 0");
    const free = await client.query<{ ours: boolean }>(`select pg_try_advisory_lock(${lockKey}) as ours`);
    if (!free.rows[0]?.ours) {
      log("Another process migrates the database; waiting for it");
      await client.query(`select pg_advisory_lock(${lockKey})`);
    }
    const { pending, problems } = await checkMigrations(client, files);
    if (problems.length > 0) throw new StartRefusal(problems);
    if (pending.length > 0) await client.query(journalTable);
    for (const migration of pending) await apply(client, migration);
    if (pending.length > 0) log(`Applied ${pending.length} migration${pending.length === 1 ? "" : "s"}`);
    await migrateQueue(databaseUrl);
  } finally {
    await client.end();
  }
}

/** Compares what the database says was applied with the files of this version; reads only. */
export async function checkMigrations(
  db: Queryable,
  files: Migration[] = readMigrations(),
): Promise<MigrationComparison> {
  const found = await db.query<{ there: boolean }>(
    "select to_regclass('public.schema_migrations') is not null as there",
  );
  if (!found.rows[0]?.there) return compareMigrations([], files);
  const applied = await db.query<AppliedMigration>(
    "select number, name, sha256 from public.schema_migrations order by number",
  );
  return compareMigrations(applied.rows, files);
}

const journalTable = `create table if not exists public.schema_migrations (
  number integer primary key,
  name text not null unique,
  sha256 text not null,
  applied_at timestamptz not null default now(),
  constraint migration_number_is_positive check (number > 0)
)`;

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  await client.query("begin");
  try {
    await client.query(migration.sql);
    await client.query("insert into public.schema_migrations (number, name, sha256) values ($1, $2, $3)", [
      migration.number,
      migration.name,
      migration.sha256,
    ]);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback").catch(() => {});
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartRefusal([`migration ${migration.name} failed and was rolled back: ${reason}`], { cause: error });
  }
}

async function migrateQueue(databaseUrl: string): Promise<void> {
  const pgPool = new pg.Pool({ connectionString: databaseUrl, max: 2, application_name: "signalbox migrate" });
  pgPool.on("error", () => {});
  pgPool.on("connect", (connected) => connected.on("error", () => {}));
  try {
    await runMigrations({ pgPool, logger: silent });
  } finally {
    await pgPool.end();
  }
}
