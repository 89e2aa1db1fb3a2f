import type { ConfigProblem } from "@signalbox/contract";
import { printRuleSetText } from "@signalbox/contract";
import { policyInForce, type RuleSetBody } from "@signalbox/core";
import {
  appendJournal,
  beginTimeMachineRun,
  type ChangedBy,
  type Database,
  endTimeMachineRun,
  findRuleSet,
  loadPolicies,
} from "@signalbox/database";
import { loadRouting } from "../routing/load-routing.ts";
import type { RoutingSnapshot } from "../routing/routing-snapshot.ts";
import { checkRulesIn } from "../rule-set/check-rules.ts";

/** How far back a draft is played, in days. */
export const timeMachineDays = 90;
const dayMs = 86_400_000;

interface Deps {
  db: Pick<Database, "transaction" | "read">;
  now(): number;
  newId(): string;
}

export type OrderTimeMachineOutcome =
  | { outcome: "ordered"; id: string }
  /** The draft is not the one that was read; null: there is none. */
  | { outcome: "conflict"; revision: number | null; author: string | null }
  /** The draft can't be played before these are mended. Tests may fail. */
  | { outcome: "refused"; problems: ConfigProblem[] }
  | { outcome: "under-way" };

/** Orders that the draft is played over the last 90 days, by the side of what is live. A worker does it. */
export async function orderTimeMachine(
  deps: Deps,
  draft: { revision: number },
  actor: ChangedBy["actor"],
): Promise<OrderTimeMachineOutcome> {
  const routing = await loadRouting(deps.db);
  return deps.db.transaction(async (tx) => {
    const found = await findRuleSet(tx, "draft");
    if (found === null || found.revision !== draft.revision) {
      return { outcome: "conflict", revision: found?.revision ?? null, author: found?.author ?? null };
    }
    // Stored by our own commands in exactly this shape.
    const checked = await checkRulesIn(tx, printRuleSetText(found.body as unknown as RuleSetBody));
    if (checked.tests === null) return { outcome: "refused", problems: checked.problems };
    const live = await findRuleSet(tx, "live");
    const now = deps.now();
    const run = await beginTimeMachineRun(tx, {
      id: deps.newId(),
      draftId: found.id,
      draftRevision: found.revision,
      draftBody: found.body,
      liveId: live?.id ?? null,
      fromAt: now - timeMachineDays * dayMs,
      toAt: now,
      timeZone: policyInForce(await loadPolicies(tx), now).timeZone,
      night: nightCalendar(routing),
      askedBy: actor.name,
      askedAt: now,
    });
    if (run === null) return { outcome: "under-way" };
    await note(tx, run.id, actor, { verb: "time-machine-started", now, details: { revision: draft.revision } });
    return { outcome: "ordered", id: run.id };
  });
}

/** Ends a run that is under way; the worker stops at its next page. False where it had ended. */
export async function cancelTimeMachine(
  deps: Pick<Deps, "db" | "now">,
  id: string,
  actor: ChangedBy["actor"],
): Promise<boolean> {
  return deps.db.transaction(async (tx) => {
    const now = deps.now();
    const isEnded = await endTimeMachineRun(tx, id, { state: "cancelled", endedBy: actor.name, finishedAt: now });
    if (isEnded) await note(tx, id, actor, { verb: "time-machine-cancelled", now, details: {} });
    return isEnded;
  });
}

async function note(
  tx: Parameters<typeof appendJournal>[0],
  runId: string,
  actor: ChangedBy["actor"],
  { verb, now, details }: { verb: string; now: number; details: Record<string, unknown> },
): Promise<void> {
  await appendJournal(tx, {
    at: now,
    actorKind: actor.kind,
    actor: actor.name,
    verb: `rule-set.${verb}`,
    subjectKind: "rule-set",
    subjectId: "draft",
    details: { runId, ...details },
  });
}

// The first by its key, so that two runs count the same nights.
function nightCalendar({ calendars }: RoutingSnapshot): string | null {
  const quiet = [...calendars].filter(([, { quiet: week }]) => week.some((spans) => spans.length > 0));
  return quiet.map(([key]) => key).sort()[0] ?? null;
}
