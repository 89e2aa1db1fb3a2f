import { type EpochMs, isHeard, nextLink, type PastAttempt } from "@signalbox/core";
import { type AttemptRow, endAttempt, type LockedAction, type Tx } from "@signalbox/database";

/** Why an action makes no call now. */
export interface NoCall {
  claim: "none";
  outcome: "not-there" | "not-its-turn" | "running" | "ended" | "parked" | "waits-for-person";
  reason: string;
}

export function noCall(outcome: NoCall["outcome"], reason: string): NoCall {
  return { claim: "none", outcome, reason };
}

/** Whether it is the action's turn: it has not ended, nobody holds it, and all links before it have ended. */
export function judgeTurn(locked: LockedAction, now: EpochMs): NoCall | null {
  const { action, obligation } = locked;
  switch (action.state) {
    case "done":
    case "cancelled":
    case "failed":
      return noCall("ended", action.reason ?? "");
    case "needs_approval":
      return noCall("waits-for-person", "it waits for approval");
    case "running":
      if ((action.leaseUntil ?? 0) > now) return noCall("running", "another worker has it");
      break;
    case "waiting":
    case "unknown":
      break;
  }
  if (obligation === null) return null;
  // Its own lease has run out: then it is its turn again.
  const links = obligation.links.map((link) =>
    link.id === action.id && link.state === "running" ? { ...link, state: "unknown" as const } : link,
  );
  const next = nextLink({ links });
  return next?.id === action.id ? null : noCall("not-its-turn", "a link before it has not ended");
}

/** The attempts whose holder is gone end as unknown: what they sent, if anything, nobody knows. */
export async function endLostAttempts(tx: Tx, locked: LockedAction, now: EpochMs): Promise<void> {
  for (const attempt of locked.attempts.filter(({ finishedAt }) => finishedAt === null)) {
    await endAttempt(tx, attempt, { finishedAt: now, outcome: "unknown", reason: "lease-expired" });
    Object.assign(attempt, { finishedAt: now, outcome: "unknown", reason: "lease-expired" });
  }
}

export function toPastAttempt(attempt: AttemptRow): PastAttempt {
  const learnt = { found: "found", "no-hit": "not-found", closed: "closed", "still-open": "open" } as const;
  return {
    step: attempt.step,
    outcome: attempt.outcome,
    learnt: learnt[attempt.reason as keyof typeof learnt] ?? null,
    finishedAt: attempt.finishedAt,
  };
}

export interface Unwanted {
  /** `done`: it may have been sent before, and what follows takes it back. */
  state: "cancelled" | "done";
  reason: string;
}

/** Whether an action is not wanted any more: once somebody has acknowledged, a page does not go on to the next person, and one
 *  that was ordered before and waited is not sent; nor is one about a failure that is over, or that somebody has taken. */
export function judgeNeed(locked: LockedAction): Unwanted | null {
  const { action, obligation, incidents, failure } = locked;
  if (action.verb !== "create" && action.verb !== "send") return null;
  if (action.kind === "remediate") return judgeRemediationNeed(locked);
  // Whoever has taken the incident is asked for a yes all the same; the end of the question ends the page.
  if (action.fields.approval !== undefined) return null;
  if (failure !== null && (failure.isOver || failure.acknowledgedBy !== null)) {
    const why = failure.isOver ? "its failure is over" : `${failure.acknowledgedBy} has taken its failure`;
    return action.state === "waiting"
      ? { state: "cancelled", reason: why }
      : { state: "done", reason: `it may have arrived, and ${why}` };
  }
  const isEscalation = obligation !== null && obligation.escalatesId !== null;
  if (isEscalation && isHeard(incidents)) {
    return action.state === "waiting"
      ? { state: "cancelled", reason: "somebody acknowledged it" }
      : { state: "done", reason: "it may have arrived, and somebody acknowledged it" };
  }
  const isUnsentPage = action.kind === "page" && action.state === "waiting" && action.tries === 0;
  const isTakenSince = incidents.every(
    ({ status, acknowledgedAt }) => status !== "acknowledged" || (acknowledgedAt ?? 0) > action.madeAt,
  );
  if (isUnsentPage && isHeard(incidents) && isTakenSince)
    return { state: "cancelled", reason: "somebody acknowledged it" };
  return null;
}

// What runs is followed to its end; what has not started is not started for what is over.
function judgeRemediationNeed({ action, incidents }: LockedAction): Unwanted | null {
  const isOver = incidents.length > 0 && incidents.every(({ hasEnded }) => hasEnded);
  return isOver && action.state === "waiting"
    ? { state: "cancelled", reason: "the incident was resolved meanwhile" }
    : null;
}
