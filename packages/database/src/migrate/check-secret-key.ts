import { createHmac } from "node:crypto";
import pg from "pg";
import { StartRefusal } from "../start-refusal.ts";

/** Tells keys apart: 16 hex digits. Of a 256-bit random key they tell nothing that would help to guess it. */
export function keyFingerprint(secretKey: Buffer): string {
  return createHmac("sha256", secretKey).update("signalbox key fingerprint").digest("hex").slice(0, 16);
}

/** Records which key encrypts this database's credentials at the first start, and compares it at every later one.
 *  @param options.origin where the key came from, for the line. @throws StartRefusal for another key */
export async function checkSecretKey(options: {
  databaseUrl: string;
  secretKey: Buffer;
  origin: string;
}): Promise<void> {
  const fingerprint = keyFingerprint(options.secretKey);
  const client = new pg.Client({ connectionString: options.databaseUrl, application_name: "signalbox start" });
  client.on("error", () => {});
  await client.connect();
  try {
    await client.query("insert into encryption_key (fingerprint) values ($1) on conflict do nothing", [fingerprint]);
    const kept = await client.query<{ fingerprint: string }>("select fingerprint from encryption_key");
    if (kept.rows[0]?.fingerprint === fingerprint) return;
    throw new StartRefusal([
      `${options.origin} is not the key that this database was set up with (${fingerprint}, the database has ${kept.rows[0]?.fingerprint}): use that one`,
    ]);
  } finally {
    await client.end();
  }
}
