import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { StartRefusal } from "../start-refusal.ts";
import { writeFileDurably } from "./write-file-durably.ts";

export function secretKeyFile(dataDir: string): string {
  return join(dataDir, "secret.key");
}

/** The key that encrypts stored credentials, kept in the data folder; made on the first start. @throws StartRefusal */
export function keepSecretKey(dataDir: string): Buffer {
  const file = secretKeyFile(dataDir);
  if (!existsSync(file)) writeFileDurably(file, `${randomBytes(32).toString("base64")}\n`, 0o600);
  const key = Buffer.from(readFileSync(file, "utf8").trim(), "base64");
  if (key.length !== 32) throw new StartRefusal([`${file} does not hold a key of 32 bytes in base64: restore it`]);
  return key;
}
