import { type ConfigFile, checkConfig, printConfig } from "@signalbox/contract";
import { compileRuleSet } from "@signalbox/core";
import { bumpConfigRevision, type ChangedBy, type Tx } from "@signalbox/database";
import { compareConfig } from "./compare-config.ts";
import type { ConfigDeps } from "./config-deps.ts";
import { desireConfig } from "./desire-config.ts";
import { knownWorld } from "./known-world.ts";
import { openStoredSecrets } from "./open-stored-secrets.ts";
import type { LiveConfig } from "./read-live-config.ts";
import { writeChanges } from "./write-changes.ts";

export type WriteAsFileOutcome =
  | { outcome: "written" | "unchanged" }
  /** Paths are those of the file: `customers[0].contracts[1].fee`. */
  | { outcome: "refused"; problems: { path: string; message: string }[] };

/** Writes objects of a form by the very path that a config file takes: the same checks, words and journal. Within the caller's
 *  transaction, which holds the lock of the configuration and has read `live` under it. */
export async function writeAsFile(
  tx: Tx,
  deps: ConfigDeps,
  given: { live: LiveConfig; file: ConfigFile; actor: ChangedBy["actor"] },
): Promise<WriteAsFileOutcome> {
  const { live, file, actor } = given;
  const readDelivery = () => null;
  const world = knownWorld({ live: live.config, readDelivery });
  const { document, problems } = checkConfig(printConfig(file), { compileRuleSet, world });
  if (document === null) return { outcome: "refused", problems };
  const opened = await openStoredSecrets(tx, deps.secretKey, live, document);
  const now = deps.now();
  const { closedUntil } = live.rows;
  const desired = desireConfig({ live: live.config, closedUntil, file: document, opened, readDelivery, now });
  const changes = compareConfig(live.config, desired, { prune: false, now });
  if (changes.length === 0) return { outcome: "unchanged" };
  await writeChanges(tx, { by: { actor, now }, secretKey: deps.secretKey, live, desired, changes });
  await bumpConfigRevision(tx);
  return { outcome: "written" };
}
