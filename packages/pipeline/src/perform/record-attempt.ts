import type { Answer, Interpretation } from "@signalbox/connections";
import {
  type AttemptOutcome,
  breakerPolicy,
  type CallVerdict,
  type Conclusion,
  concludeAttempt,
  type EpochMs,
  followAfterMs,
  type Learnt,
  nextTryDelayMs,
  recordCall,
  retryPolicyOf,
  scaleBreakerPolicy,
  scalePolicy,
} from "@signalbox/core";
import {
  type AttemptEnd,
  addPerformJobs,
  atCommit,
  endAttempt,
  freeSlot,
  holdBackAction,
  keepExternalId,
  keepRunPlace,
  type LockedAction,
  lockAction,
  lockConnectionHealth,
  moveAction,
  saveBreaker,
  type Tx,
  together,
} from "@signalbox/database";
import type { CallResult } from "../outbound/call-outside.ts";
import { scheduleEscalation } from "../page/schedule-escalation.ts";
import { concludeRunOf, takeBackRun } from "../remediate/conclude-run.ts";
import { keepNewOutput, type Printed } from "../remediate/keep-new-output.ts";
import { endLink, endLost, giveUp } from "./advance-chain.ts";
import type { Claim } from "./claim-attempt.ts";
import { followBreaker } from "./follow-breaker.ts";
import { pauseForCredentials } from "./pause-for-credentials.ts";
import type { PerformDeps } from "./perform-deps.ts";

const keptBodyCharacters = 16 * 1024;
const parkedMs = 60_000;

export type RecordOutcome =
  | { record: "stale" }
  | { record: "go-on" }
  | { record: "concluded"; outcome: Exclude<Conclusion["next"], "go-on"> | "spent"; reason: string };

/** What a call brought. */
export interface Brought {
  result: CallResult;
  /** Of a look at a run elsewhere: all that it has printed so far; null where no call of its own told that. */
  printed: Printed | null;
}

/** Writes what a call brought, unless somebody else has taken the action meanwhile, and starts what follows. */
export async function recordAttempt(
  deps: PerformDeps,
  tx: Tx,
  claim: Claim,
  { result, printed }: Brought,
): Promise<RecordOutcome> {
  const now = deps.now();
  const learnt: Interpretation =
    result.result === "answered"
      ? claim.kind.interpret(claim.step, result.answer, claim.input)
      : { step: "done", result: result.outcome };
  const { actionMadeAt, actionId, number } = claim;
  const [locked] = await together(
    () => lockAction(tx, actionId),
    () => endAttempt(tx, { actionMadeAt, actionId, number }, describeEnd(learnt, result, now)),
  );
  // A call that worked is counted last, as all others that call this connection wait for it from there on.
  const verdict = verdictOf(learnt, result);
  const count = () => recordInBreaker(deps, tx, claim, verdict, now);
  if (verdict !== "success") await count();
  const outcome = await goOn(deps, tx, claim, locked, { learnt, printed, now });
  await together(
    async () => verdict === "success" && count(),
    async () => outcome.record === "concluded" && freeSlot(tx, claim.connection.id, now),
  );
  return outcome;
}

async function goOn(
  deps: PerformDeps,
  tx: Tx,
  claim: Claim,
  locked: LockedAction | null,
  { learnt, printed, now }: { learnt: Interpretation; printed: Printed | null; now: EpochMs },
): Promise<RecordOutcome> {
  if (locked === null || locked.action.fence !== claim.fence || locked.action.state !== "running") {
    deps.log.warn({ stage: "perform", actionId: claim.actionId, outcome: "stale" }, "a late answer was set aside");
    return { record: "stale" };
  }
  if (learnt.step === "run" && claim.runId !== null) {
    const told = printed ?? { text: learnt.output ?? "", isCut: false };
    await keepNewOutput(tx, claim.runId, { ...told, isLast: learnt.state !== "running" }, now);
  }
  const conclusion = concludeAttempt(claim.step, learnt, claim.situation, locked.action.verb);
  return carryOut(deps, tx, claim, locked, conclusion, now);
}

async function carryOut(
  deps: PerformDeps,
  tx: Tx,
  claim: Claim,
  locked: LockedAction,
  conclusion: Conclusion,
  now: EpochMs,
): Promise<RecordOutcome> {
  const { action, obligation } = locked;
  switch (conclusion.next) {
    case "go-on": {
      const { externalId = null, externalUrl = null } = conclusion;
      if (claim.runId !== null && externalId !== null) await keepRunPlace(tx, claim.runId, { externalId, externalUrl });
      if (obligation !== null && externalId !== null) {
        await keepExternalId(tx, obligation.id, { externalId, externalUrl, now });
      }
      // What was told to close counts as sent until a look shows how it stands: it can't be withdrawn any more.
      const mayBeDone = claim.situation.isInDoubt || claim.step === "close" || claim.runId !== null;
      await moveAction(tx, action.id, { state: mayBeDone ? "unknown" : "waiting", reason: null, nextTryAt: now, now });
      return { record: "go-on" };
    }
    case "follow": {
      const { detail: reason } = conclusion;
      const startedAt = claim.situation.run?.startedAt ?? now;
      const until = Math.ceil(now + followAfterMs({ startedAt, now }) * deps.timeScale);
      await holdBackAction(tx, { actionId: action.id, reason, until, parkedFor: "run", now });
      await addPerformJobs(tx, [{ id: action.id, kind: action.kind, runAt: until }]);
      return { record: "concluded", outcome: "follow", reason };
    }
    case "done": {
      const { reason, externalId, externalUrl } = conclusion;
      await concludeRunOf(deps, tx, locked, claim.connection, { result: "succeeded", reason, now });
      await endLink(tx, locked, { state: "done", reason, externalId, externalUrl, now });
      await scheduleEscalation(tx, locked, { since: "sent", timeScale: deps.timeScale, now });
      return { record: "concluded", outcome: "done", reason };
    }
    case "lost":
      await endLost(deps, tx, locked, claim.connection, { reason: conclusion.detail, now });
      return { record: "concluded", outcome: "lost", reason: conclusion.detail };
    case "fail":
      await giveUp(deps, tx, locked, claim.connection, { reason: conclusion.detail, now });
      return { record: "concluded", outcome: "fail", reason: conclusion.reason };
    case "ask-person":
      await giveUp(deps, tx, locked, claim.connection, { reason: conclusion.detail, now, needsDecision: true });
      return { record: "concluded", outcome: "ask-person", reason: conclusion.reason };
    case "pause-connection": {
      // What was refused for its credentials did not start: it starts when there are others, by the same yes.
      if (claim.runId !== null && claim.step === "send")
        await takeBackRun(tx, locked, claim.runId, conclusion.detail, now);
      await pauseForCredentials(deps, tx, claim.connection, conclusion.detail, now);
      if (action.failureId !== null) {
        await giveUp(deps, tx, locked, claim.connection, { reason: conclusion.detail, now });
        return { record: "concluded", outcome: "fail", reason: conclusion.detail };
      }
      const nextTryAt = now + parkedMs * deps.timeScale;
      const state = claim.situation.isInDoubt ? "unknown" : "waiting";
      const reason = `connection paused: ${conclusion.detail}`;
      await moveAction(tx, action.id, { state, reason, nextTryAt, now, parkedFor: "paused" });
      await addPerformJobs(tx, [{ id: action.id, kind: action.kind, runAt: nextTryAt }]);
      return { record: "concluded", outcome: "pause-connection", reason: conclusion.detail };
    }
    case "retry":
      return retryLater(deps, tx, claim, locked, conclusion, now);
  }
}

async function retryLater(
  deps: PerformDeps,
  tx: Tx,
  claim: Claim,
  locked: LockedAction,
  retry: Conclusion & { next: "retry" },
  now: EpochMs,
): Promise<RecordOutcome> {
  const { action } = locked;
  const policy = scalePolicy(retryPolicyOf(action.kind, action.verb), deps.timeScale);
  // What waited or was parked before its first try has its whole time left.
  const firstAt = locked.attempts.find(({ startedAt }) => startedAt >= action.dueAt)?.startedAt ?? now;
  // Nor does the time count in which it was parked between its tries.
  const dueForMs = Math.max(0, now - firstAt - action.parkedMs);
  const past = { tries: action.tries, dueForMs, retryAfterMs: retry.retryAfterMs };
  // A page about a failure goes on to the next path rather than try this one again.
  const delayMs = action.failureId === null ? nextTryDelayMs(policy, past, deps.random()) : null;
  if (delayMs === null) {
    const needsDecision = retry.isInDoubt && action.kind !== "page";
    const reason = `no try worked in ${action.tries} tries; the last: ${retry.detail}`;
    await giveUp(deps, tx, locked, claim.connection, { reason, now, needsDecision });
    return { record: "concluded", outcome: "spent", reason: retry.reason };
  }
  const nextTryAt = now + delayMs;
  const state = retry.isInDoubt ? "unknown" : "waiting";
  await moveAction(tx, action.id, { state, reason: retry.detail, nextTryAt, now });
  await addPerformJobs(tx, [{ id: action.id, kind: action.kind, runAt: nextTryAt }]);
  return { record: "concluded", outcome: "retry", reason: retry.reason };
}

async function recordInBreaker(
  deps: PerformDeps,
  tx: Tx,
  claim: Claim,
  verdict: CallVerdict,
  now: EpochMs,
): Promise<void> {
  const { breaker } = await lockConnectionHealth(tx, claim.connection.id);
  const policy = scaleBreakerPolicy(breakerPolicy, deps.timeScale);
  const next = recordCall(breaker, { now, by: claim.actionId, verdict }, policy);
  if (next === breaker) return;
  atCommit(tx, () => saveBreaker(tx, claim.connection.id, next, now));
  await followBreaker(deps, tx, claim.connection, { before: breaker, after: next, now });
}

// Only what says something about the system's health counts: 4xx apart from 408 and 429 does not.
function verdictOf(learnt: Learnt, result: CallResult): CallVerdict {
  if (learnt.step !== "done") return "success";
  const { result: outcome } = learnt;
  if (outcome.outcome === "delivered") return "success";
  if (result.result === "answered" && result.answer.status < 400) return "success";
  if (["credentials-refused", "conflict", "lease-expired", "no-longer-needed"].includes(outcome.reason))
    return "neutral";
  return outcome.outcome === "permanent" ? "neutral" : "failure";
}

function describeEnd(learnt: Learnt, result: CallResult, now: EpochMs): AttemptEnd {
  const { outcome, reason } = describeLearnt(learnt);
  return {
    finishedAt: now,
    outcome,
    reason,
    durationMs: result.durationMs,
    ...(result.result === "answered" ? describeAnswer(result.answer) : {}),
  };
}

function describeLearnt(learnt: Learnt): { outcome: AttemptOutcome["outcome"]; reason: string } {
  switch (learnt.step) {
    case "found":
      return { outcome: "delivered", reason: "found" };
    case "not-found":
      return { outcome: "delivered", reason: "no-hit" };
    case "state":
      return { outcome: "delivered", reason: learnt.closed ? "closed" : "still-open" };
    case "run":
      return learnt.state === "failed"
        ? { outcome: "permanent", reason: "run-failed" }
        : { outcome: "delivered", reason: learnt.state === "running" ? "runs" : "ok" };
    case "done": {
      const { result } = learnt;
      return { outcome: result.outcome, reason: result.outcome === "delivered" ? "ok" : result.reason };
    }
  }
}

const keptHeaders = ["content-type", "location", "retry-after", "date", "server", "x-request-id"];

// NUL is the one character that Postgres text can't hold.
function describeAnswer(answer: Answer) {
  const cut = answer.bodyCut || answer.body.length > keptBodyCharacters;
  const body = answer.body.slice(0, keptBodyCharacters).replaceAll("\u0000", "\ufffd").toWellFormed();
  return {
    responseStatus: answer.status,
    responseHeaders: Object.fromEntries(
      Object.entries(answer.headers)
        .filter(([name]) => keptHeaders.includes(name))
        .map(([name, value]) => [name, name === "location" ? value.replace(/[?#].*$/s, "") : value.slice(0, 500)]),
    ),
    responseBody: cut ? `${body}\n[cut]` : body,
  };
}
