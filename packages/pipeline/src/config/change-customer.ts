import type { CustomerEntry } from "@signalbox/contract";
import { bumpConfigRevision, type ChangedBy, lockConfiguration, notifyLive, retireObject } from "@signalbox/database";
import type { ConfigDeps } from "./config-deps.ts";
import { type LiveConfig, readLiveConfig } from "./read-live-config.ts";
import { writeAsFile } from "./write-as-file.ts";

export type ChangeCustomerOutcome =
  | { outcome: "saved" }
  | { outcome: "refused"; problems: { path: string; message: string }[] }
  | { outcome: "conflict"; reason: string };

/** Makes or changes a customer with all its contracts, by the very path that a config file takes.
 *  @param revision the one that was read; 0: there was none. */
export async function changeCustomer(
  deps: ConfigDeps,
  entry: CustomerEntry,
  revision: number,
  actor: ChangedBy["actor"],
): Promise<ChangeCustomerOutcome> {
  return deps.db.transaction(async (tx) => {
    await lockConfiguration(tx);
    const live = await readLiveConfig(tx);
    const conflict = findConflict(live, entry.key, revision);
    if (conflict !== null) return { outcome: "conflict", reason: conflict };
    const written = await writeAsFile(tx, deps, { live, file: { version: 1, customers: [entry] }, actor });
    if (written.outcome === "refused") {
      const problems = written.problems.map(({ path, message }) => ({
        path: path.replace(/^customers\[0\]\.?/, ""),
        message,
      }));
      return { outcome: "refused", problems };
    }
    if (written.outcome === "written") await notifyLive(tx, "customer", entry.key);
    return { outcome: "saved" };
  });
}

/** Takes a customer out of use: it gets no reports from then on, those that were made stay. False where it is not in use. */
export async function retireCustomer(deps: ConfigDeps, key: string, actor: ChangedBy["actor"]): Promise<boolean> {
  return deps.db.transaction(async (tx) => {
    await lockConfiguration(tx);
    if (!(await retireObject(tx, { actor, now: deps.now() }, "customer", key))) return false;
    await bumpConfigRevision(tx);
    await notifyLive(tx, "customer", key);
    return true;
  });
}

function findConflict(live: LiveConfig, key: string, revision: number): string | null {
  const stored = live.revisions.customers.get(key);
  if (stored === undefined) {
    if (revision !== 0) return "It was retired meanwhile.";
    return live.ids.customer.has(key) ? `There was a customer with the key ${key}: choose another key.` : null;
  }
  if (revision === 0) return `There is a customer with the key ${key}: choose another key.`;
  return stored === revision ? null : "Somebody changed it meanwhile: load it again.";
}
