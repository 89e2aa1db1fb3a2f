import { concludeRun } from "./conclude-run.ts";
import type { AttemptOutcome, CallStep, OutcomeReason } from "./outcome.ts";
import type { StepSituation } from "./plan-step.ts";

/** What a try brought: its outcome, or for `find` and `read` what was learnt. */
export type Learnt =
  | { step: "done"; result: AttemptOutcome }
  | { step: "found"; externalId: string; externalUrl: string | null }
  | { step: "not-found" }
  | { step: "state"; closed: boolean }
  /** Of a remediation: how far its run is. */
  | { step: "run"; state: RunState; detail: string };

export type RunState = "running" | "succeeded" | "failed";

export type Conclusion =
  | { next: "done"; reason: string; externalId?: string | undefined; externalUrl?: string | undefined }
  /** Plan the next step at once. */
  | { next: "go-on"; externalId?: string | undefined; externalUrl?: string | undefined }
  /** A remediation runs there: look again after a while. */
  | { next: "follow"; detail: string }
  | { next: "retry"; isInDoubt: boolean; retryAfterMs?: number | undefined; reason: OutcomeReason; detail: string }
  | { next: "fail"; reason: OutcomeReason; detail: string }
  | { next: "ask-person"; reason: OutcomeReason; detail: string }
  | { next: "pause-connection"; detail: string }
  /** What was opened is not there any more. */
  | { next: "lost"; detail: string };

export type ConcludeFacts = Pick<StepSituation, "kind" | "grade" | "can" | "isInDoubt">;

/** What follows for the action from one try. */
export function concludeAttempt(
  step: CallStep,
  learnt: Learnt,
  facts: ConcludeFacts,
  verb: StepSituation["verb"],
): Conclusion {
  if (facts.kind === "remediate") return concludeRun(step, learnt, facts);
  switch (learnt.step) {
    case "found": {
      const { externalId } = learnt;
      const externalUrl = learnt.externalUrl ?? undefined;
      return verb === "create"
        ? { next: "done", reason: "found there", externalId, externalUrl }
        : { next: "go-on", externalId, externalUrl };
    }
    case "not-found":
      return { next: "go-on" };
    case "state":
      return learnt.closed
        ? { next: "done", reason: "closed" }
        : {
            next: "retry",
            isInDoubt: false,
            reason: "not-closed-yet",
            detail: "it was told to close, and is still open",
          };
    case "run":
      return { next: "fail", reason: "answer-not-understood", detail: learnt.detail };
    case "done":
      return verb === "close" && step === "update"
        ? concludeNote(learnt.result, facts)
        : concludeResult(step, learnt.result, facts);
  }
}

// The note before a close: whether it was written or not, the close follows.
function concludeNote(result: AttemptOutcome, facts: ConcludeFacts): Conclusion {
  return result.outcome === "retryable" ? concludeResult("update", result, facts) : { next: "go-on" };
}

function concludeResult(step: CallStep, result: AttemptOutcome, facts: ConcludeFacts): Conclusion {
  switch (result.outcome) {
    case "delivered": {
      const { externalId, externalUrl } = result;
      const mustLook = step === "close" && facts.can.read;
      return mustLook ? { next: "go-on" } : { next: "done", reason: result.detail ?? "done", externalId, externalUrl };
    }
    case "retryable": {
      const { reason, detail, retryAfterMs } = result;
      if (reason === "credentials-refused") return { next: "pause-connection", detail };
      return { next: "retry", isInDoubt: isDoubtAfterRefusal(step, reason, facts), retryAfterMs, reason, detail };
    }
    case "permanent": {
      const { reason, detail } = result;
      const isGone = reason === "not-found" && (step === "close" || step === "read");
      return isGone ? { next: "lost", detail } : { next: "fail", reason, detail };
    }
    case "unknown":
      return concludeUnknown(step, result, facts);
  }
}

// A gateway may answer for a target that still does the work. Where that can be found out, it is taken for possible.
function isDoubtAfterRefusal(step: CallStep, reason: OutcomeReason, facts: ConcludeFacts): boolean {
  const canTell = step === "close" ? facts.can.read : step === "create" && (facts.grade === "A" || facts.can.find);
  if (reason === "server-error" && canTell) return true;
  // A second create is sent only when the first was proven not to exist, except by grade A and pages: their doubt stays.
  const isProven = step === "create" && facts.grade !== "A" && facts.can.find;
  return facts.isInDoubt && !isProven;
}

function concludeUnknown(
  step: CallStep,
  result: AttemptOutcome & { outcome: "unknown" },
  facts: ConcludeFacts,
): Conclusion {
  const { reason, detail } = result;
  if (step === "find" || step === "read") return { next: "retry", isInDoubt: facts.isInDoubt, reason, detail };
  const canTell =
    facts.grade === "A" || facts.kind === "page" || (step === "create" ? facts.can.find : step !== "send");
  return canTell ? { next: "retry", isInDoubt: true, reason, detail } : { next: "ask-person", reason, detail };
}
