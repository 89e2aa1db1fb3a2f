import { formatDuration } from "../shared/duration.ts";
import type { EpochMs } from "../shared/time.ts";
import type { StepPlan, StepSituation } from "./plan-step.ts";

/** A run of a remediation that has started and not ended, as far as is known. */
export interface RunUnderWay {
  /** What it is called where it runs; null: it is not known there, or nobody knows. */
  externalId: string | null;
  startedAt: EpochMs;
  /** For so long it is followed. */
  limitMs: number;
}

/** What to do next for a remediation: start it once; follow what runs elsewhere; ask a person where nobody knows whether it
 *  ran. It is never started a second time by itself. */
export function planRun(situation: StepSituation): StepPlan {
  const { run = null, can, isInDoubt, now, attempts } = situation;
  if (run !== null && run.externalId !== null && can.read) {
    if (now < run.startedAt + run.limitMs) return { plan: "call", step: "read", mayRepeat: false };
    const reason = `it has been running there for ${formatDuration(now - run.startedAt)}, and is not followed any longer`;
    return { plan: "ask-person", reason };
  }
  const wasSent = attempts.some(({ step }) => step === "send");
  if (isInDoubt && wasSent) {
    return { plan: "ask-person", reason: "it may have run, and a remediation is never run again by itself" };
  }
  return { plan: "call", step: "send", mayRepeat: false };
}

/** Pause before a run elsewhere is looked at again: short at first, half a minute at most. */
export function followAfterMs(run: { startedAt: EpochMs; now: EpochMs }): number {
  return Math.min(30_000, Math.max(2_000, Math.round((run.now - run.startedAt) / 5)));
}
