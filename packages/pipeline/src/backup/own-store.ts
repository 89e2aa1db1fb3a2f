import { existsSync, mkdirSync } from "node:fs";
import { resolve } from "node:path";
import {
  keepSecretKey,
  lockDataDir,
  reachEmbeddedPostgres,
  StartRefusal,
  secretKeyFile,
  startEmbeddedPostgres,
} from "@signalbox/database/start";

/** The database and the key of the Signalbox that the variables tell of, without a running server. */
export interface OwnStore {
  databaseUrl: string;
  /** Null where there is none yet. */
  secretKey: Buffer | null;
  /** Where the key is kept; null where a variable gives it. */
  keyFile: string | null;
  close(): Promise<void>;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** `DATABASE_URL`, else the embedded Postgres of `DATA_DIR`, which is started for the while.
 *  @param options.whileRunning a Signalbox that runs on the folder is no hindrance: its database is used
 *  @throws StartRefusal */
export async function openOwnStore(
  variables: Variables,
  options: { whileRunning: boolean; log: (line: string) => void },
): Promise<OwnStore> {
  const given = readKey(variables, "SIGNALBOX_SECRET_KEY");
  if (variables.DATABASE_URL) {
    return { databaseUrl: variables.DATABASE_URL, secretKey: given, keyFile: null, close: async () => {} };
  }
  const dataDir = resolve(variables.DATA_DIR || ".data");
  // Root's Postgres runs as a system user, which must be able to enter.
  mkdirSync(dataDir, { recursive: true, mode: process.getuid?.() === 0 ? 0o755 : 0o700 });
  const file = secretKeyFile(dataDir);
  const secretKey = given ?? (existsSync(file) ? keepSecretKey(dataDir) : null);
  const keyFile = given === null ? file : null;
  const running = options.whileRunning ? reachEmbeddedPostgres(dataDir) : null;
  const release = await lockDataDir(dataDir).catch((error: unknown) => {
    if (running !== null && error instanceof StartRefusal) return null;
    throw error;
  });
  if (release === null && running !== null) {
    return { databaseUrl: running, secretKey, keyFile, close: async () => {} };
  }
  const embedded = await startEmbeddedPostgres({ dataDir, log: options.log }).catch((error: unknown) => {
    release?.();
    throw error;
  });
  return {
    databaseUrl: embedded.url,
    secretKey,
    keyFile,
    async close() {
      await embedded.stop();
      release?.();
    },
  };
}

/** A key of 32 bytes in base64; null where the variable is not set. @throws StartRefusal */
export function readKey(variables: Variables, name: string): Buffer | null {
  const text = variables[name];
  if (!text) return null;
  const key = Buffer.from(text, "base64");
  if (key.length === 32) return key;
  throw new StartRefusal([`${name} must be 32 bytes in base64 (make one with: openssl rand -base64 32)`]);
}
