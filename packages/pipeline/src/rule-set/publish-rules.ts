import { type ConfigProblem, printRuleSetText } from "@signalbox/contract";
import type { RuleSetBody } from "@signalbox/core";
import {
  bumpConfigRevision,
  type ChangedBy,
  findRuleSet,
  lockConfiguration,
  publishDraft,
  publishRuleSet,
  type Tx,
} from "@signalbox/database";
import type { ConfigDeps } from "../config/config-deps.ts";
import { checkRulesIn } from "./check-rules.ts";
import { refuseByBudget } from "./keep-budget.ts";

/** Whoever publishes says over which live version: one that somebody else published meanwhile is not undone unseen. */
interface Over {
  over: number;
  note: string;
}

export type PublishOutcome =
  | { outcome: "published"; id: number; number: number }
  | { outcome: "refused"; problems: ConfigProblem[] }
  /** It would exceed its budget, or nobody knows whether it would; the reason is for the person. */
  | { outcome: "over-budget"; reason: string }
  /** Another version is live than the one that was seen. */
  | { outcome: "live-moved"; number: number; author: string }
  /** The draft is not the one that was read; null: there is none. */
  | { outcome: "conflict"; revision: number | null; author: string | null };

type Deps = Pick<ConfigDeps, "db" | "now">;

/** Makes the draft live as the next version. Refused while it has a problem, or its budget is not known to be kept; what it
 *  refers to is looked at anew. */
export async function publishRuleDraft(
  deps: Deps,
  draft: Over & { revision: number },
  actor: ChangedBy["actor"],
): Promise<PublishOutcome> {
  return deps.db.transaction(async (tx) => {
    await lockConfiguration(tx);
    const found = await findRuleSet(tx, "draft");
    if (found === null || found.revision !== draft.revision) {
      return { outcome: "conflict", revision: found?.revision ?? null, author: found?.author ?? null };
    }
    const refused = await refuse(tx, draft, found.body);
    if (refused !== null) return refused;
    const live = await findRuleSet(tx, "live");
    const overBudget = await refuseByBudget(tx, { body: found.body, live }, deps.now());
    if (overBudget !== null) return { outcome: "over-budget", reason: overBudget };
    const published = await publishDraft(tx, { actor, now: deps.now() }, draft);
    if (published === null) return { outcome: "conflict", revision: null, author: null };
    await bumpConfigRevision(tx);
    return { outcome: "published", ...published };
  });
}

/** Makes what an earlier version said live again, as the next version. The draft stays as it is. No budget is asked: whoever
 *  goes back in the night must not wait. */
export async function restoreRuleSet(
  deps: Deps,
  wanted: Over & { number: number },
  actor: ChangedBy["actor"],
): Promise<
  | Exclude<PublishOutcome, { outcome: "conflict" | "over-budget" }>
  | { outcome: "not-found" }
  | { outcome: "live-already" }
> {
  return deps.db.transaction(async (tx) => {
    await lockConfiguration(tx);
    const found = await findRuleSet(tx, { number: wanted.number });
    if (found === null) return { outcome: "not-found" };
    if (found.state === "published") return { outcome: "live-already" };
    const refused = await refuse(tx, wanted, found.body);
    if (refused !== null) return refused;
    const note = `back to v${wanted.number}${wanted.note === "" ? "" : `: ${wanted.note}`}`;
    // Stored by our own commands in exactly this shape.
    const body = found.body as unknown as RuleSetBody;
    const published = await publishRuleSet(tx, { actor, now: deps.now() }, { body, origin: "browser", note });
    await bumpConfigRevision(tx);
    return { outcome: "published", ...published };
  });
}

async function refuse(
  tx: Tx,
  { over }: Over,
  body: Record<string, unknown>,
): Promise<Extract<PublishOutcome, { outcome: "refused" | "live-moved" }> | null> {
  const live = await findRuleSet(tx, "live");
  if (live !== null && live.number !== over) {
    return { outcome: "live-moved", number: live.number ?? 0, author: live.author };
  }
  const { problems } = await checkRulesIn(tx, printRuleSetText(body as unknown as RuleSetBody));
  return problems.length > 0 ? { outcome: "refused", problems } : null;
}
