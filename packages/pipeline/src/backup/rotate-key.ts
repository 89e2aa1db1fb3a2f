import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync } from "node:fs";
import {
  keyFingerprint,
  loadKeyFingerprint,
  rotateSecretKey,
  StartRefusal,
  writeFileDurably,
} from "@signalbox/database/start";
import { type OwnStore, openOwnStore, readKey } from "./own-store.ts";

/** Encrypts all stored credentials with a new secret key: one that is made and kept in the data folder, or the one of
 *  SIGNALBOX_NEW_SECRET_KEY where a variable gives the present one. Signalbox must be stopped. Safe to run again after a kill.
 *  @throws StartRefusal */
export async function rotateKey(given: {
  variables: Readonly<Record<string, string | undefined>>;
  log: (line: string) => void;
}): Promise<{ secrets: number; keyFile: string | null }> {
  const { variables, log } = given;
  const store = await openOwnStore(variables, { whileRunning: false, log });
  try {
    const { databaseUrl, secretKey, keyFile } = store;
    if (secretKey === null) throw new StartRefusal(["There is no secret key yet: Signalbox was never started here."]);
    if (keyFile !== null) return await rotateKept({ ...store, secretKey, keyFile });
    const to = readKey(variables, "SIGNALBOX_NEW_SECRET_KEY");
    if (to === null) {
      throw new StartRefusal([
        "Give the new key in SIGNALBOX_NEW_SECRET_KEY (make one with: openssl rand -base64 32), and start with it as SIGNALBOX_SECRET_KEY afterwards.",
      ]);
    }
    return { secrets: await rotateSecretKey({ databaseUrl, from: secretKey, to }), keyFile: null };
  } finally {
    await store.close();
  }
}

// The new key lies on the disk before the database knows it: a kill at any moment leaves the one that is needed.
async function rotateKept({
  databaseUrl,
  secretKey,
  keyFile,
}: Pick<OwnStore, "databaseUrl"> & { secretKey: Buffer; keyFile: string }): Promise<{
  secrets: number;
  keyFile: string;
}> {
  const next = `${keyFile}.next`;
  const begun = existsSync(next) ? Buffer.from(readFileSync(next, "utf8").trim(), "base64") : null;
  if (begun !== null && (await loadKeyFingerprint(databaseUrl)) === keyFingerprint(begun)) {
    renameSync(next, keyFile);
    return { secrets: 0, keyFile };
  }
  const to = randomBytes(32);
  writeFileDurably(next, `${to.toString("base64")}\n`, 0o600);
  const secrets = await rotateSecretKey({ databaseUrl, from: secretKey, to });
  renameSync(next, keyFile);
  return { secrets, keyFile };
}
