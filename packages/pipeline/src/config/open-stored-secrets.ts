import { type ConfigFile, connectionSecrets } from "@signalbox/contract";
import { loadSecrets, type Tx } from "@signalbox/database";
import type { OpenedSecrets } from "./desire-credentials.ts";
import type { LiveConfig } from "./read-live-config.ts";

/** The stored values of all sources and connections for which the file gives values: what is equal is not written again. */
export async function openStoredSecrets(
  tx: Tx,
  key: Buffer,
  live: LiveConfig,
  file: ConfigFile,
): Promise<OpenedSecrets> {
  const opened = new Map<string, string>();
  const open = async (kind: "source" | "connection", id: number | undefined): Promise<void> => {
    if (id === undefined) return;
    for (const secret of await loadSecrets(tx, key, kind, id)) opened.set(secret.id, secret.value);
  };
  for (const source of file.sources ?? []) {
    if (source.secrets?.some((secret) => "value" in secret)) await open("source", live.ids.source.get(source.key));
  }
  for (const connection of file.connections ?? []) {
    const givesValue = connectionSecrets(connection).some(({ ref }) => "value" in ref);
    if (givesValue) await open("connection", live.ids.connection.get(connection.key));
  }
  return opened;
}
