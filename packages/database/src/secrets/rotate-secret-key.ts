import pg from "pg";
import { keyFingerprint } from "../migrate/check-secret-key.ts";
import { StartRefusal } from "../start-refusal.ts";
import { openSecret, sealSecret } from "./seal-secret.ts";

/** Encrypts every stored credential with another key, all of them or none. No process may be running: it would go on with the
 *  old one. @throws StartRefusal in words, with nothing changed. @returns how many there are */
export async function rotateSecretKey(options: { databaseUrl: string; from: Buffer; to: Buffer }): Promise<number> {
  const { databaseUrl, from, to } = options;
  const client = new pg.Client({ connectionString: databaseUrl, application_name: "signalbox rotate-key" });
  client.on("error", () => {});
  await client.connect();
  try {
    const others = await client.query<{ name: string }>(
      `select distinct application_name as name from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid() and application_name like 'signalbox %'`,
    );
    if (others.rowCount !== 0) {
      const running = others.rows.map(({ name }) => name).join(", ");
      throw new StartRefusal([
        `Signalbox is running (${running}). Stop every process of it first: they use the old key.`,
      ]);
    }
    await client.query("begin");
    const kept = await client.query<{ fingerprint: string }>("select fingerprint from encryption_key for update");
    if (kept.rows[0]?.fingerprint !== keyFingerprint(from)) {
      throw new StartRefusal([
        `The present key is not the one of this database (${keyFingerprint(from)}, the database has ${kept.rows[0]?.fingerprint ?? "none"}). Nothing was changed.`,
      ]);
    }
    const secrets = await client.query<{ id: string; cipher: Buffer }>("select id, cipher from secrets for update");
    for (const { id, cipher } of secrets.rows) {
      const sealed = sealSecret(to, { id, value: openSecret(from, { id, cipher }) });
      await client.query("update secrets set cipher = $1 where id = $2", [sealed, id]);
    }
    await client.query("update encryption_key set fingerprint = $1, recorded_at = now()", [keyFingerprint(to)]);
    await client.query("commit");
    return secrets.rows.length;
  } finally {
    await client.end();
  }
}

/** Which key a database is encrypted with; null before its first start. */
export async function loadKeyFingerprint(databaseUrl: string): Promise<string | null> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: "signalbox rotate-key" });
  client.on("error", () => {});
  await client.connect();
  try {
    const kept = await client.query<{ fingerprint: string }>("select fingerprint from encryption_key");
    return kept.rows[0]?.fingerprint ?? null;
  } finally {
    await client.end();
  }
}
