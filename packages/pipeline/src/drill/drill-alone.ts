import type { DrillChaos } from "@signalbox/core";
import type { Tx } from "@signalbox/database";
import { readLiveConfig } from "../config/read-live-config.ts";
import { usesOfConnection } from "../config/uses-of-connection.ts";
import { loadFailurePaths } from "../failure/page-paths.ts";

/** What else uses a connection, in words, other drills left out. A disturbed drill opens its breaker and pages by it, so that
 *  nothing real may depend on it. */
export async function realUsesOf(tx: Tx, connection: string): Promise<string[]> {
  const uses = usesOfConnection((await readLiveConfig(tx)).config, connection);
  const isDefaultPath = (await loadFailurePaths(tx, "")).connections.some(({ key }) => key === connection);
  const paths = "the paths of failures";
  return isDefaultPath && !uses.includes(paths) ? [...uses, paths] : uses;
}

/** Why a drill may not disturb its calls now, in a sentence; null: it may, or does not mean to. */
export async function whyNotDisturbed(
  tx: Tx,
  drill: { chaos: DrillChaos | null; connection: string; pager: string | null },
): Promise<string | null> {
  if (drill.chaos === null) return null;
  for (const connection of [drill.connection, drill.pager ?? ""]) {
    const [use] = await realUsesOf(tx, connection);
    if (use !== undefined) return `The connection ${connection} is used by ${use}: a disturbed drill needs its own.`;
  }
  return null;
}
