import type { ConfigProblem } from "@signalbox/contract";
import { type ChangedBy, saveDraftRuleSet } from "@signalbox/database";
import type { ConfigDeps } from "../config/config-deps.ts";
import { type CheckedRules, checkRulesIn } from "./check-rules.ts";

export type SaveDraftOutcome =
  /** It may hold rules that can't be evaluated: `problems` says which. */
  | ({ outcome: "saved"; revision: number } & Pick<CheckedRules, "problems" | "warnings" | "tests">)
  | { outcome: "unreadable"; problems: ConfigProblem[] }
  | { outcome: "conflict"; revision: number | null; author: string | null };

/** Saves the one draft over the revision that was read; null: there was none. */
export async function saveRuleDraft(
  deps: Pick<ConfigDeps, "db" | "now">,
  draft: { text: string; revision: number | null },
  actor: ChangedBy["actor"],
): Promise<SaveDraftOutcome> {
  return deps.db.transaction(async (tx) => {
    const { body, ...checked } = await checkRulesIn(tx, draft.text);
    if (body === null) return { outcome: "unreadable", problems: checked.problems };
    const saved = await saveDraftRuleSet(tx, { actor, now: deps.now() }, { body, revision: draft.revision });
    return saved.outcome === "conflict" ? saved : { outcome: "saved", revision: saved.revision, ...checked };
  });
}
