import { addedByDraft, overBudget, type RuleBudget, sayBudget } from "@signalbox/core";
import { findTimeMachineRunOf, type Tx } from "@signalbox/database";
import type { StoredTimeMachineResult } from "../time-machine/perform-time-machine.ts";

const dayMs = 86_400_000;

/**
 * Why a draft can't be published as far as its budget goes, in a sentence; null where it keeps it, or has none. What it would
 * have sent out is known from a run of the time machine alone: of these rules against what is live, at most a day old.
 */
export async function refuseByBudget(
  tx: Tx,
  draft: { body: object; live: { id: number; number: number | null } | null },
  now: number,
): Promise<string | null> {
  const { body, live } = draft;
  const { budget = {} } = body as { budget?: RuleBudget };
  if (Object.keys(budget).length === 0) return null;
  const allows = `These rules have a budget: ${sayBudget(budget)}.`;
  const run = await findTimeMachineRunOf(tx, { body, liveId: live?.id ?? null });
  if (run === null) {
    return `${allows} Nobody knows whether this draft keeps it: run the time machine over it, then publish.`;
  }
  if (now - run.toAt > dayMs) return `${allows} The last run of the time machine is older than a day: run it again.`;
  // Stored by the worker in exactly this shape.
  const { total } = run.result as StoredTimeMachineResult;
  const exceeded = overBudget(budget, addedByDraft(total));
  if (exceeded.length === 0) return null;
  const found = exceeded.map(({ words, added: more, most }) => `${more} more ${words}, where ${most} are allowed`);
  const over = live?.number == null ? "nothing" : `v${live.number}`;
  return `Over the last 90 days this draft would have sent out ${found.join(" and ")}, than ${over} did: change the rules, or their budget.`;
}
