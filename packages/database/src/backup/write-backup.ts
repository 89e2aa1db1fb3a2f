import { type EpochMs, toIso } from "@signalbox/core";
import pg from "pg";
import { BackupWriter, firstLine } from "./backup-file.ts";

/** Beats of processes that are not there any more where this is restored. */
const leftOut: readonly string[] = ["schema_migrations", "worker_liveness"];
const rowsAtOnce = 100;

/** Writes all that a database holds, as it is at one instant, into a file that must not be there yet; the programs that use it
 *  go on meanwhile. The queue is left out: it is only the bell, and rings again for what waits. */
export async function writeBackup(options: {
  databaseUrl: string;
  path: string;
  now: EpochMs;
}): Promise<{ rows: number }> {
  const client = new pg.Client({ connectionString: options.databaseUrl, application_name: "signalbox backup" });
  client.on("error", () => {});
  await client.connect();
  try {
    // How values are printed must not depend on the server's settings: they are read where those may differ.
    await client.query(`set statement_timeout = 0; set idle_in_transaction_session_timeout = 0; set timezone = 'UTC';
      set datestyle = 'ISO'; set intervalstyle = 'iso_8601'; set bytea_output = 'hex'; set extra_float_digits = 1`);
    await client.query("begin isolation level repeatable read read only");
    const tables = await tableNames(client);
    const header = await readHeader(client, options.now);
    const writer = new BackupWriter(options.path);
    await writer.line(header);
    for (const table of tables) {
      await writer.line({ table });
      await client.query(`declare backed_up no scroll cursor for select t::text as line from ${table} t`);
      for (;;) {
        const { rows } = await client.query<{ line: string }>(`fetch ${rowsAtOnce} from backed_up`);
        for (const { line } of rows) await writer.line(line);
        if (rows.length < rowsAtOnce) break;
      }
      await client.query("close backed_up");
    }
    return { rows: await writer.end() };
  } finally {
    await client.end();
  }
}

/** Tables of the schema, partitioned ones once; by name, so that two backups of one state are equal. */
export async function tableNames(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
       and not relispartition and relname <> all($1) order by relname collate "C"`,
    [leftOut],
  );
  return rows.map(({ name }) => name);
}

async function readHeader(client: pg.ClientBase, now: EpochMs) {
  const migrations = await client.query<{ number: number; name: string; sha256: string }>(
    "select number, name, sha256 from schema_migrations order by number",
  );
  const partitions = await client.query<{ parent: string; name: string; bound: string }>(
    `select p.relname as parent, c.relname as name, pg_get_expr(c.relpartbound, c.oid) as bound
       from pg_class c join pg_inherits i on i.inhrelid = c.oid join pg_class p on p.oid = i.inhparent
       where c.relispartition and c.relkind = 'r' and c.relnamespace = 'public'::regnamespace order by c.relname`,
  );
  const key = await client.query<{ fingerprint: string }>("select fingerprint from encryption_key");
  return firstLine({
    takenAt: toIso(now),
    keyFingerprint: key.rows[0]?.fingerprint ?? null,
    migrations: migrations.rows,
    partitions: partitions.rows,
  });
}
