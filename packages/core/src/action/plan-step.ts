import type { EpochMs } from "../shared/time.ts";
import type { LinkVerb } from "./chain.ts";
import type { ActionKind, CallStep, Grade } from "./outcome.ts";
import { planRun, type RunUnderWay } from "./plan-run.ts";

/** One earlier try, oldest first in its list. */
export interface PastAttempt {
  step: CallStep;
  /** Null: it never ended as far as we know. `found`/`not-found`/`closed`/`open` tell what a look brought. */
  outcome: "delivered" | "retryable" | "permanent" | "unknown" | "aborted" | null;
  learnt: "found" | "not-found" | "closed" | "open" | null;
  finishedAt: EpochMs | null;
}

/** All that the next step of an action depends on. */
export interface StepSituation {
  kind: ActionKind;
  verb: LinkVerb | "send";
  /** True: an earlier try may have been carried out, and nobody knows. */
  isInDoubt: boolean;
  grade: Grade;
  /** `noteFirst`: closing takes no text there, so the note is written before it, as an update. `updatesTwice`: an update that
   *  is repeated is there twice, whatever the grade. */
  can: { find: boolean; read: boolean; noteFirst?: boolean; updatesTwice?: boolean };
  externalId: string | null;
  /** What it stands for has ended. */
  isOver: boolean;
  /** Its rule wants it on record although all is over. */
  always: boolean;
  attempts: readonly PastAttempt[];
  /** A look for it was part of this very try already. */
  hasJustLooked: boolean;
  now: EpochMs;
  /** For so long after a doubtful create, a target may still be at work on it: not finding it proves nothing. */
  doubtMs: number;
  /** Of a remediation: its run that has not ended; null or left out: there is none. */
  run?: RunUnderWay | null;
}

export type StepPlan =
  | { plan: "call"; step: CallStep; mayRepeat: boolean }
  /** It is known to be so already, or as good as. */
  | { plan: "done"; reason: string }
  | { plan: "cancel"; reason: string }
  | { plan: "wait"; until: EpochMs; reason: string }
  | { plan: "ask-person"; reason: string };

/** What to do next for an action whose turn it is. A page is never sent once all is over; a ticket is looked for before it
 *  is opened a second time; closing is believed when a look shows it. */
export function planStep(situation: StepSituation): StepPlan {
  switch (situation.verb) {
    case "create":
      return planCreate(situation);
    case "close":
      return planClose(situation);
    case "update":
      return situation.isInDoubt && (situation.grade !== "A" || situation.can.updatesTwice)
        ? { plan: "done", reason: "it may have arrived, and is not repeated" }
        : planKnown(situation, "update");
    case "reopen":
      return planKnown(situation, "reopen");
    case "join":
      return { plan: "done", reason: "it is open already" };
    case "send":
      return planSend(situation);
  }
}

function planCreate(situation: StepSituation): StepPlan {
  const { kind, isOver, always, grade, can } = situation;
  const isWanted = !isOver || (always && kind !== "page");
  // A worker may be lost between taking the action and announcing a call.
  const wasSent = situation.attempts.some((attempt) => attempt.step === "create");
  if (!situation.isInDoubt || !wasSent) {
    return isWanted ? call("create") : { plan: "cancel", reason: "no longer needed" };
  }
  // Sending it again would page for what is over; the close that follows takes back what may have arrived.
  if (kind === "page" && isOver) return { plan: "done", reason: "it may have arrived, and is over" };
  if (grade === "A") return call("create");
  if (can.find) return planFind(situation, isWanted);
  if (kind === "page") return { plan: "call", step: "create", mayRepeat: true };
  return { plan: "ask-person", reason: "it may have been opened, and this system can't be asked" };
}

function planFind(situation: StepSituation, isWanted: boolean): StepPlan {
  const { attempts, doubtMs, hasJustLooked, now } = situation;
  const doubt = attempts.findLastIndex((attempt) => attempt.step === "create");
  const doubtAt = attempts[doubt]?.finishedAt ?? now;
  const look = attempts.findLast((attempt, index) => attempt.step === "find" && index > doubt);
  const isProven = look?.learnt === "not-found" && (look.finishedAt ?? now) - doubtAt >= doubtMs;
  if (isProven) return isWanted ? call("create") : { plan: "cancel", reason: "not found, and no longer needed" };
  if (!hasJustLooked) return call("find");
  return { plan: "wait", until: doubtAt + doubtMs, reason: "not found yet: it may still be on its way" };
}

function planClose(situation: StepSituation): StepPlan {
  const plan = planClosing(situation);
  // What may have been closed is still looked at: only a look is harmless to what is open again.
  const isHarmless = plan.plan !== "call" || plan.step === "read";
  return situation.isOver || isHarmless ? plan : { plan: "cancel", reason: "it is open again" };
}

function planClosing(situation: StepSituation): StepPlan {
  const { can, externalId, attempts, hasJustLooked, kind } = situation;
  if (externalId === null && kind !== "page" && can.find) {
    return hasJustLooked ? { plan: "done", reason: "it can't be found there" } : call("find");
  }
  const last = attempts.findLast((attempt) => attempt.step === "close" || attempt.step === "read");
  if (last?.step === "read") {
    if (last.learnt === "closed") return closed;
    if (last.learnt !== "open") return call("read");
    // What is still open may be so for want of the note: one that never arrived is written now.
    return call(can.noteFirst && !isNoteAnswered(attempts) ? "update" : "close");
  }
  const mayBeClosed = last?.outcome === "delivered" || last?.outcome === "unknown" || last?.outcome === null;
  if (last === undefined && can.noteFirst && !isNoteSettled(attempts)) return call("update");
  if (last === undefined || !mayBeClosed) return call("close");
  if (can.read) return call("read");
  return last.outcome === "delivered" ? closed : call("close");
}

// A note that can't be written holds up no close: it is tried twice, and never repeated where it may have arrived.
function isNoteSettled(attempts: readonly PastAttempt[]): boolean {
  return attempts.filter((attempt) => attempt.step === "update").length >= 2 || isNoteAnswered(attempts);
}

function isNoteAnswered(attempts: readonly PastAttempt[]): boolean {
  return attempts.some(({ step, outcome }) => step === "update" && outcome !== "retryable" && outcome !== "aborted");
}

const closed: StepPlan = { plan: "done", reason: "closed" };

function planKnown(situation: StepSituation, step: "update" | "reopen"): StepPlan {
  if (situation.externalId !== null || situation.kind === "page" || !situation.can.find) return call(step);
  return situation.hasJustLooked ? { plan: "done", reason: "it can't be found there" } : call("find");
}

function planSend(situation: StepSituation): StepPlan {
  if (situation.kind === "remediate") return planRun(situation);
  if (!situation.isInDoubt || situation.grade === "A") return call("send");
  if (situation.kind === "page") return { plan: "call", step: "send", mayRepeat: true };
  return { plan: "ask-person", reason: "it may have been sent, and this system can't be asked" };
}

function call(step: CallStep): StepPlan {
  return { plan: "call", step, mayRepeat: false };
}
