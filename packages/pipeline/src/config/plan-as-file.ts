import { type ConfigFile, checkConfig, locate, printConfig } from "@signalbox/contract";
import { compileRuleSet } from "@signalbox/core";
import type { Tx } from "@signalbox/database";
import { compareConfig, type PlannedChange } from "./compare-config.ts";
import type { ConfigDeps } from "./config-deps.ts";
import { type DesiredConfig, desireConfig } from "./desire-config.ts";
import { knownWorld } from "./known-world.ts";
import type { NormalConfig } from "./normal-config.ts";
import { openStoredSecrets } from "./open-stored-secrets.ts";
import type { LiveConfig } from "./read-live-config.ts";

export interface EntryProblem {
  /** As in the file: `customers[0].contracts[1].fee`. */
  path: string;
  message: string;
}

export type PlanAsFileOutcome =
  | { outcome: "planned"; desired: DesiredConfig; changes: PlannedChange[] }
  | { outcome: "refused"; problems: EntryProblem[] };

export interface AsFile {
  live: LiveConfig;
  file: ConfigFile;
  /** What the file is set in; left out: what is live. */
  base?: NormalConfig;
}

/** What objects of a form would change, by the very path that a config file takes: the same checks and words. Within the
 *  caller's transaction, which holds the lock of the configuration and has read `live` under it. */
export async function planAsFile(
  tx: Tx,
  deps: Pick<ConfigDeps, "secretKey" | "now">,
  { live, file, base = live.config }: AsFile,
): Promise<PlanAsFileOutcome> {
  const readDelivery = () => null;
  const text = printConfig(file);
  const checked = checkConfig(text, { compileRuleSet, world: knownWorld({ live: live.config, readDelivery }) });
  if (checked.document === null) return refuse(checked.problems);
  const opened = await openStoredSecrets(tx, deps.secretKey, live, checked.document);
  const now = deps.now();
  const { closedUntil } = live.rows;
  const desired = desireConfig({ live: base, closedUntil, file: checked.document, opened, readDelivery, now });
  if (desired.problems.length > 0) return refuse(locate(text, desired.problems));
  return { outcome: "planned", desired, changes: compareConfig(live.config, desired, { prune: false, now }) };
}

function refuse(problems: readonly EntryProblem[]): PlanAsFileOutcome {
  return { outcome: "refused", problems: problems.map(({ path, message }) => ({ path, message })) };
}
