import type { ConnectionKind } from "@signalbox/connections";
import { type CallStep, type EpochMs, judgeRun } from "@signalbox/core";
import {
  addPerformJobs,
  type ConnectionForCall,
  findComponentOf,
  holdBackAction,
  type LockedAction,
  loadRunHistory,
  lockConnectionHealth,
  type RunRow,
  type Tx,
} from "@signalbox/database";
import { askOrTakeYes } from "../approval/ask-approval.ts";
import { endLink, giveUp } from "../perform/advance-chain.ts";
import { type NoCall, noCall } from "../perform/judge-turn.ts";
import type { PerformDeps } from "../perform/perform-deps.ts";
import type { RunbookBook } from "../runbook/runbook-book.ts";
import { planRemediation, type RemediationPlan } from "./plan-remediation.ts";
import { runCause } from "./runbook-terms.ts";

export type PreparedRun =
  | { prepared: "call"; plan: RemediationPlan; componentId: number | null; approvalId: string | null; totalMs: number }
  | { prepared: "none"; why: NoCall };

/** When a run ends it rings for the next: this is only for one whose worker was lost. */
const slotMs = 120_000;
/** A command that is told to end gets some seconds, and its end is recorded. */
const commandSlackMs = 10_000;

/** Whether a remediation may do its next step now, and what that is. Before it starts: not while the limits of its connection
 *  say no, and what is destructive, or has run before, not without a yes to exactly this. Locks the connection's health, so
 *  that the limits hold over all processes. */
export async function prepareRun(
  deps: PerformDeps,
  tx: Tx,
  locked: LockedAction,
  given: {
    connection: ConnectionForCall;
    kind: ConnectionKind;
    config: unknown;
    step: CallStep;
    book: RunbookBook | null;
    run: RunRow | null;
    now: EpochMs;
  },
): Promise<PreparedRun> {
  const { action } = locked;
  const { connection, kind, config, step, book, run, now } = given;
  const about = { kind, config, connection: connection.key, step, book, externalId: run?.externalId ?? null, now };
  const plan = await planRemediation(deps, tx, locked, about);
  if (plan.outcome === "not-possible") {
    const { reason } = plan;
    await giveUp(deps, tx, locked, connection, { reason, now, needsDecision: step !== "send" });
    return { prepared: "none", why: noCall("ended", reason) };
  }
  const totalMs = plan.command === null ? kind.timeoutMs(config) : plan.command.timeoutMs + commandSlackMs;
  const component = await findComponentOf(tx, action.incidentId);
  const ready = { prepared: "call", plan, componentId: component?.id ?? null, totalMs } as const;
  if (step !== "send") return { ...ready, approvalId: null };

  await lockConnectionHealth(tx, connection.id);
  const cause = runCause(connection.key, plan.runbook, component?.key ?? null);
  const of = { connectionId: connection.id, runbook: plan.runbook, componentId: component?.id ?? null, cause };
  const history = await loadRunHistory(tx, of);
  const verdict = judgeRun({
    ...history,
    runbook: plan.runbook,
    component: component?.name ?? null,
    now,
    coolDownMs: (plan.terms.coolDownMs ?? plan.remediation.coolDownMs) * deps.timeScale,
    atOnce: plan.remediation.atOnce,
  });
  switch (verdict.verdict) {
    case "refuse":
      await endLink(tx, locked, { state: "cancelled", reason: verdict.reason, now });
      return { prepared: "none", why: noCall("ended", verdict.reason) };
    case "wait": {
      const until = Math.ceil(verdict.until ?? now + slotMs * deps.timeScale);
      await holdBackAction(tx, { actionId: action.id, reason: verdict.reason, until, parkedFor: verdict.for, now });
      await addPerformJobs(tx, [{ id: action.id, kind: action.kind, runAt: until }]);
      return { prepared: "none", why: noCall("parked", verdict.reason) };
    }
    case "start":
      break;
  }
  const yes = await askOrTakeYes(deps, tx, locked, { connection, plan, now });
  if (yes.outcome === "asked") return { prepared: "none", why: noCall("waits-for-person", yes.reason) };
  return { ...ready, approvalId: yes.approvalId };
}
