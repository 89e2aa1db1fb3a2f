import { basename } from "node:path";
import { sqlState } from "@signalbox/database";
import { applyConfigAtStart } from "./apply-at-start.ts";
import type { ConfigDeps } from "./config-deps.ts";
import { ensureBuiltIns } from "./ensure-built-ins.ts";

/** All that a start does to the configuration, after migrating: built-in policy and rule set, then SIGNALBOX_CONFIG where it is
 *  set. Returns lines for people; never a token or a secret.
 *  @throws StartRefusal where the file is wrong or variables are missing */
export async function configureAtStart(
  deps: ConfigDeps & { env: Readonly<Record<string, string | undefined>> },
  configFile: string | null,
): Promise<string[]> {
  await inItsTurn(() => ensureBuiltIns(deps));
  if (configFile === null) return [];
  const name = basename(configFile);
  const done = await inItsTurn(() => applyConfigAtStart(deps, configFile));
  if (done.outcome === "unchanged") return [`${name} is as it was applied last`];
  const warnings = done.warnings.map(
    ({ line, column, path, message }) => `${name}:${line}:${column} ${path}: ${message}`,
  );
  if (done.outcome === "kept-live") {
    const changed = done.changedSince.join(", ");
    return [
      `${name} was not applied: ${changed} changed here since it was applied last; the failure shows the difference`,
      ...warnings,
    ];
  }
  const made = done.madeTokens.map(
    ({ source }) => `${name}: a hook token was made for source ${source}; its page shows the URL`,
  );
  return [`${name} was applied: ${done.changes.length} changes`, ...made, ...warnings];
}

const triesMax = 30;
const lockNotAvailable = "55P03";

// Several processes start at once, on a slow machine: that one holds the configuration for a while is no reason to end.
async function inItsTurn<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (tries === triesMax || sqlState(error) !== lockNotAvailable) throw error;
    }
  }
}
