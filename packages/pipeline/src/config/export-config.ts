import { printConfig } from "@signalbox/contract";
import type { ConfigDeps } from "./config-deps.ts";
import { printNormal } from "./print-config.ts";
import { readLiveConfig } from "./read-live-config.ts";

/** What is live as a config file. Credentials stand as `{kept: true}`: applied to where it came from, it changes nothing. */
export async function exportConfig(deps: Pick<ConfigDeps, "db">): Promise<string> {
  return deps.db.transaction(async (tx) => printConfig(printNormal((await readLiveConfig(tx)).config)));
}
