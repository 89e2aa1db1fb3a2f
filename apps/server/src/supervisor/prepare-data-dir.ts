import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { StartRefusal, writeFileDurably } from "@signalbox/database/start";

/** Makes the data folder where absent and proves that it can be written. @throws StartRefusal */
export function prepareDataDir(dataDir: string): void {
  try {
    // Root's Postgres runs as a system user, which must be able to enter.
    mkdirSync(dataDir, { recursive: true, mode: process.getuid?.() === 0 ? 0o755 : 0o700 });
    const probe = join(dataDir, `.probe-${process.pid}`);
    writeFileSync(probe, "");
    rmSync(probe);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new StartRefusal([`DATA_DIR ${dataDir} can't be written (${code ?? "unknown reason"})`], { cause });
  }
}

/** The key that encrypts stored credentials, kept in the data folder; made on the first start. @throws StartRefusal */
export function keepSecretKey(dataDir: string): Buffer {
  const file = join(dataDir, "secret.key");
  if (!existsSync(file)) writeFileDurably(file, `${randomBytes(32).toString("base64")}\n`, 0o600);
  const key = Buffer.from(readFileSync(file, "utf8").trim(), "base64");
  if (key.length !== 32) throw new StartRefusal([`${file} does not hold a key of 32 bytes in base64: restore it`]);
  return key;
}
