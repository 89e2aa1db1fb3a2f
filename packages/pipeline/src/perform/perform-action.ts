import { type Callee, isPageOver, loadCallee } from "@signalbox/database";
import type { CallResult } from "../outbound/call-outside.ts";
import { callWithCredentials } from "../outbound/call-with-credentials.ts";
import { readOutput } from "../remediate/read-output.ts";
import { runLocally } from "../remediate/run-locally.ts";
import { callForDrill } from "./call-for-drill.ts";
import { type Claim, claimAttempt } from "./claim-attempt.ts";
import type { PerformDeps } from "./perform-deps.ts";
import { prepareBook } from "./prepare-book.ts";
import { prepareOnCall } from "./prepare-on-call.ts";
import { recordInTime } from "./record-in-time.ts";
import { redactAnswer } from "./redact-answer.ts";

export type PerformOutcome =
  | { outcome: "not-there" | "not-its-turn" | "running" | "ended" | "parked" | "waits-for-person"; reason: string }
  | {
      outcome: "done" | "retry" | "follow" | "fail" | "spent" | "ask-person" | "pause-connection" | "lost" | "stale";
      reason: string;
    };

/** One try makes at most so many calls: look, create; or look, close, look. */
const roundsMax = 5;

/** One try of one action: see `performWith`. */
export async function performAction(deps: PerformDeps, { actionId }: { actionId: string }): Promise<PerformOutcome> {
  const callee = await loadCallee(deps.db.read, actionId);
  if (callee !== null) return performWith(deps, callee);
  return tell(deps, actionId, deps.now(), { outcome: "not-there", reason: "there is no such action" });
}

/** One try of one action: intent → call → outcome, each call announced before it is made. No lock and no transaction is
 *  open while a call is under way. Safe to run twice and at once: the claim decides, and a late answer is set aside.
 *  @param waited for how long it waited for its connection, which is no part of the time in which it is tried again */
export async function performWith(
  deps: PerformDeps,
  callee: Callee,
  { waitedMs }: { waitedMs: number } = { waitedMs: 0 },
): Promise<PerformOutcome> {
  const actionId = callee.action.id;
  const startedAt = deps.now();
  const prepared = { onCall: await prepareOnCall(deps, callee), book: await prepareBook(deps, callee), waitedMs };
  for (let round = 0; round < roundsMax; round += 1) {
    await deps.failpoint("action.beforeIntent");
    const claimed = await deps.db.transaction((tx) => claimAttempt(deps, tx, callee, round, prepared));
    if (claimed.claim === "none") return tell(deps, actionId, startedAt, claimed);
    const { call } = claimed;
    await deps.failpoint("action.afterIntent");
    await deps.failpoint("action.beforeSend");
    const result = await callInTime(deps, call);
    await deps.failpoint("action.afterSend");
    await deps.failpoint("action.beforeRecord");
    const printed = await readOutput(deps, call, result);
    const recorded = await recordInTime(deps, call, { result, printed });
    await deps.failpoint("action.afterRecord");
    if (recorded.record === "stale")
      return tell(deps, actionId, startedAt, { outcome: "stale", reason: "lease-expired" });
    if (recorded.record === "concluded") return tell(deps, actionId, startedAt, recorded);
  }
  return tell(deps, actionId, startedAt, { outcome: "retry", reason: "it took too many calls" });
}

// A process may have stood still since the claim: what could still be under way when the lease ends must not begin.
async function callInTime(deps: PerformDeps, call: Claim): Promise<CallResult> {
  if (deps.now() + call.totalMs > call.leaseUntil) {
    const detail = "it was not sent: too much of the lease had gone by";
    return { result: "failed", outcome: { outcome: "retryable", reason: "lease-expired", detail }, durationMs: 0 };
  }
  // The resolve may have come in since the claim: nobody is paged for what is known to be over. Its next turn ends it.
  if (call.situation.kind === "page" && call.step === "create" && (await isPageOver(deps.db.read, call.actionId))) {
    const detail = "it was not sent: it is over";
    return { result: "failed", outcome: { outcome: "retryable", reason: "no-longer-needed", detail }, durationMs: 0 };
  }
  const { kind, planned, input, secrets, totalMs } = call;
  if (call.command !== null) return redactAnswer(await runLocally(deps, call.command, call.runId), planned, secrets);
  if (planned.via === "command") throw new TypeError("a command that was not resolved");
  const limits = { totalMs, ...(deps.signal ? { signal: deps.signal } : {}) };
  if (call.disturbance !== null) return callForDrill(deps, { ...call, planned }, call.disturbance, limits);
  return callWithCredentials(deps.outbound, kind, planned, input, secrets, limits);
}

function tell<T extends PerformOutcome>(
  deps: PerformDeps,
  actionId: string,
  startedAt: number,
  told: T,
): PerformOutcome {
  const { outcome, reason } = told;
  deps.log.info({ stage: "perform", actionId, outcome, durationMs: deps.now() - startedAt });
  return { outcome, reason } as PerformOutcome;
}
