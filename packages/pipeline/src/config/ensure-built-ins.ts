import { defaultPolicy } from "@signalbox/core";
import { type ChangedBy, loadConfigRows, lockConfiguration, publishRuleSet, setPolicy } from "@signalbox/database";
import type { ConfigDeps } from "./config-deps.ts";

/** Sees to it that there is a policy from the beginning of time and a live rule set, if only an empty one. Call it after
 *  each migration; safe to run twice and in two processes at once. */
export async function ensureBuiltIns(deps: Pick<ConfigDeps, "db" | "now">): Promise<void> {
  await deps.db.transaction(async (tx) => {
    await lockConfiguration(tx);
    const by: ChangedBy = { actor: { kind: "system", name: "signalbox" }, now: deps.now() };
    const rows = await loadConfigRows(tx);
    if (rows.policies.length === 0) await setPolicy(tx, by, { body: defaultPolicy, from: 0 });
    if (rows.ruleSet === null) {
      await publishRuleSet(tx, by, { body: { rules: [] }, origin: "built-in", note: "no rules yet" });
    }
  });
}
