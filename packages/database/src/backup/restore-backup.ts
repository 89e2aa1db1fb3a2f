import { type EpochMs, toIso } from "@signalbox/core";
import pg from "pg";
import { keyFingerprint } from "../migrate/check-secret-key.ts";
import { migrate } from "../migrate/migrate.ts";
import { readMigrations } from "../migrate/read-migrations.ts";
import { StartRefusal } from "../start-refusal.ts";
import { type BackupHeader, readBackup } from "./backup-file.ts";
import { holdBackRestored } from "./hold-back-restored.ts";
import { tableNames } from "./write-backup.ts";

const rowsAtOnce = 100;
const charactersAtOnce = 4_000_000;

/**
 * Fills an empty database with what a backup holds. The backup is read to its end before anything is touched, and what it is
 * compared with: this version's migrations, the secret key, that there is nothing to be lost. All rows come in one transaction,
 * with outbound switched off: nothing goes out before a person says so.
 * @throws StartRefusal in words, with nothing changed
 */
export async function restoreBackup(options: {
  databaseUrl: string;
  path: string;
  secretKey: Buffer;
  now: EpochMs;
  log: (line: string) => void;
}): Promise<{ takenAt: string; rows: number; heldBack: number }> {
  const { databaseUrl, path, secretKey, now, log } = options;
  const nothing = async () => {};
  const { header, rows } = await readBackup(path, { header: nothing, line: nothing });
  const upTo = checkHeader(header, secretKey);
  const client = new pg.Client({ connectionString: databaseUrl, application_name: "signalbox restore" });
  client.on("error", () => {});
  await client.connect();
  try {
    await client.query(
      "set statement_timeout = 0; set idle_in_transaction_session_timeout = 0; set timezone = 'UTC'; set datestyle = 'ISO'",
    );
    const held = await client.query(
      "select 1 from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')",
    );
    if (held.rowCount !== 0)
      throw new StartRefusal(["The database is not empty. Restore into a new one, so that nothing is lost."]);
    await migrate({ databaseUrl, log, upTo });
    await client.query("begin");
    const tables = await tableNames(client);
    const foreignKeys = await dropForeignKeys(client);
    for (const table of tables) await client.query(`alter table ${table} disable trigger user`);
    await client.query(`truncate ${tables.join(", ")}`);
    for (const partition of header.partitions) await makePartition(client, partition);
    log(`Filling in ${rows} rows`);
    await fill(client, path, tables);
    await moveSequences(client);
    for (const table of tables) await client.query(`alter table ${table} enable trigger user`);
    for (const { table, name, definition } of foreignKeys)
      await client.query(`alter table ${table} add constraint ${name} ${definition}`);
    const heldBack = await holdBackRestored(client, { takenAt: header.takenAt, now: toIso(now) });
    await client.query("commit");
    return { takenAt: header.takenAt, rows, heldBack };
  } finally {
    await client.end();
  }
}

function checkHeader(header: BackupHeader, secretKey: Buffer): number {
  const own = new Map(readMigrations().map((migration) => [migration.number, migration]));
  const unknown = header.migrations.find(({ number, sha256 }) => own.get(number)?.sha256 !== sha256);
  if (unknown !== undefined)
    throw new StartRefusal([
      `The backup was taken by another version of Signalbox (migration ${unknown.name}): restore it with that one or a later one.`,
    ]);
  const isWhole = header.partitions.every(
    ({ parent, name, bound }) => names.test(parent) && names.test(name) && bounds.test(bound),
  );
  if (!isWhole) throw new StartRefusal(["The backup names partitions that are none: it was changed."]);
  const given = keyFingerprint(secretKey);
  if (header.keyFingerprint !== null && header.keyFingerprint !== given)
    throw new StartRefusal([
      `The secret key is not the one of the backup (${given}, the backup was taken with ${header.keyFingerprint}): without that one its stored credentials can't be read.`,
    ]);
  return Math.max(0, ...header.migrations.map(({ number }) => number));
}

const names = /^[a-z][a-z0-9_]{0,62}$/;
const bounds = /^(DEFAULT|FOR VALUES FROM \('[0-9:+ -]+'\) TO \('[0-9:+ -]+'\))$/;

async function makePartition(
  client: pg.ClientBase,
  { parent, name, bound }: BackupHeader["partitions"][number],
): Promise<void> {
  await client.query(`create table if not exists ${name} partition of ${parent} ${bound}`);
}

async function dropForeignKeys(client: pg.ClientBase): Promise<{ table: string; name: string; definition: string }[]> {
  const { rows } = await client.query<{ table: string; name: string; definition: string }>(
    `select conrelid::regclass::text as table, quote_ident(conname) as name, pg_get_constraintdef(oid) as definition
       from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace and conparentid = 0`,
  );
  for (const { table, name } of rows) await client.query(`alter table ${table} drop constraint ${name}`);
  return rows;
}

async function fill(client: pg.ClientBase, path: string, tables: readonly string[]): Promise<void> {
  let table: string | null = null;
  let waiting: string[] = [];
  let characters = 0;
  const flush = async (): Promise<void> => {
    if (waiting.length > 0) {
      // "offset 0": each row is read once, not once per column.
      await client.query(
        `insert into ${table} overriding system value
           select (given.line).* from (select unnest($1::text[])::${table} as line offset 0) given`,
        [waiting],
      );
    }
    waiting = [];
    characters = 0;
  };
  await readBackup(path, {
    header: async () => {},
    async line(line) {
      if (typeof line === "string") {
        waiting.push(line);
        characters += line.length;
        if (waiting.length >= rowsAtOnce || characters >= charactersAtOnce) await flush();
        return;
      }
      await flush();
      if (!tables.includes(line.table))
        throw new StartRefusal([`The backup holds a table "${line.table}" that is not known.`]);
      table = line.table;
    },
  });
  await flush();
}

async function moveSequences(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ table: string; column: string }>(
    `select table_name as table, column_name as column from information_schema.columns
       where table_schema = 'public' and is_identity = 'YES'`,
  );
  for (const { table, column } of rows) {
    await client.query(
      `select setval(pg_get_serial_sequence('${table}', '${column}'), greatest(1, max(${column})), max(${column}) is not null) from ${table}`,
    );
  }
}
