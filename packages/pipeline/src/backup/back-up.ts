import { restoreBackup, StartRefusal, writeBackup } from "@signalbox/database/start";
import { openOwnStore } from "./own-store.ts";

interface Given {
  variables: Readonly<Record<string, string | undefined>>;
  /** Absolute. */
  path: string;
  log: (line: string) => void;
}

/** Writes all that is stored into a file, while Signalbox runs or not. The secret key is not in it.
 *  @throws StartRefusal */
export async function backUp({ variables, path, log }: Given): Promise<{ rows: number }> {
  const store = await openOwnStore(variables, { whileRunning: true, log });
  try {
    return await writeBackup({ databaseUrl: store.databaseUrl, path, now: Date.now() });
  } finally {
    await store.close();
  }
}

/** Fills an empty database from a backup; see `restoreBackup`. @throws StartRefusal */
export async function restore({ variables, path, log }: Given): Promise<Awaited<ReturnType<typeof restoreBackup>>> {
  const store = await openOwnStore(variables, { whileRunning: false, log });
  try {
    const { secretKey, keyFile, databaseUrl } = store;
    if (secretKey === null) {
      const where = keyFile === null ? "SIGNALBOX_SECRET_KEY" : `${keyFile}, or SIGNALBOX_SECRET_KEY`;
      throw new StartRefusal([`The secret key of the backup is needed, in ${where}: it is not in the backup.`]);
    }
    return await restoreBackup({ databaseUrl, path, secretKey, now: Date.now(), log });
  } finally {
    await store.close();
  }
}
