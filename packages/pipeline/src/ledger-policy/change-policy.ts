import type { ConfigFile, PolicyEntry } from "@signalbox/contract";
import { type ChangedBy, lockConfiguration, notifyLive } from "@signalbox/database";
import type { ConfigDeps } from "../config/config-deps.ts";
import { type EntryProblem, planAsFile } from "../config/plan-as-file.ts";
import { readLiveConfig } from "../config/read-live-config.ts";
import { writeAsFile } from "../config/write-as-file.ts";
import { type PolicyPreview, previewPolicies } from "./preview-policies.ts";

/** A whole policy that holds from an instant or a local day on. */
export type PolicyDraft = PolicyEntry & { from: string };

export type ChangePolicyOutcome = { outcome: "saved" } | { outcome: "refused"; problems: EntryProblem[] };
export type PreviewPolicyOutcome =
  | { outcome: "counted"; preview: PolicyPreview }
  | { outcome: "refused"; problems: EntryProblem[] };

/** Makes a policy hold from an instant on, as the next version; what was set for later is dropped. Refused where it would
 *  change a month that is closed. */
export async function changePolicy(
  deps: ConfigDeps,
  draft: PolicyDraft,
  actor: ChangedBy["actor"],
): Promise<ChangePolicyOutcome> {
  return deps.db.transaction(async (tx) => {
    await lockConfiguration(tx);
    const written = await writeAsFile(tx, deps, { live: await readLiveConfig(tx), file: fileOf(draft), actor });
    if (written.outcome === "refused") return withShortPaths(written.problems);
    if (written.outcome === "written") await notifyLive(tx, "ledger", "policy");
    return { outcome: "saved" };
  });
}

/** What it would do to the figures of this month; nothing is written. */
export async function previewPolicy(deps: ConfigDeps, draft: PolicyDraft): Promise<PreviewPolicyOutcome> {
  return deps.db.transaction(async (tx) => {
    await lockConfiguration(tx);
    const planned = await planAsFile(tx, deps, { live: await readLiveConfig(tx), file: fileOf(draft) });
    if (planned.outcome === "refused") return withShortPaths(planned.problems);
    const lines = planned.desired.config.policy;
    const policies = lines.map(({ value, from, until }, index) => ({ ...value, version: index + 1, from, to: until }));
    return { outcome: "counted", preview: await previewPolicies(tx, policies, deps.now()) };
  });
}

function fileOf(draft: PolicyDraft): ConfigFile {
  return { version: 1, policy: draft };
}

function withShortPaths(problems: readonly EntryProblem[]): { outcome: "refused"; problems: EntryProblem[] } {
  const short = problems.map(({ path, message }) => ({ path: path.replace(/^policy\.?/, ""), message }));
  return { outcome: "refused", problems: short };
}
