import { formatDuration } from "../shared/duration.ts";
import type { EpochMs } from "../shared/time.ts";

/** `sample`: Signalbox plays the monitoring tool; `page`: a real one watches a page of ours. */
export type DrillWay = "sample" | "page";

/** How far a run of a drill is. Times in epoch milliseconds; null: not reached. */
export interface DrillProgress {
  way: DrillWay;
  startedAt: EpochMs;
  openWithinMs: number;
  closeWithinMs: number;
  /** Why its last signal was not taken. */
  signalProblem: string | null;
  /** The outage was sent and taken, or the page began to fail. */
  faultAt: EpochMs | null;
  /** The delivery that told of it was stored. */
  deliveredAt: EpochMs | null;
  /** It was processed: the incident is open. */
  openedAt: EpochMs | null;
  /** The connection has taken the ticket. */
  ticketOpenedAt: EpochMs | null;
  /** The fault is to end from then on. */
  endingAt: EpochMs | null;
  /** The recovery was sent and taken, or the page is well again. */
  faultEndedAt: EpochMs | null;
  resolvedAt: EpochMs | null;
  ticketClosedAt: EpochMs | null;
  missed: string | null;
  stoppedBy: string | null;
}

export type DrillVerdict =
  | { next: "wait" }
  /** `missed`: why it can't pass any more; what it opened is closed all the same. */
  | { next: "end-fault"; missed: string | null }
  | { next: "finish"; state: "passed" | "missed" | "stopped"; missed: string | null };

/** What happens to a run of a drill now. It passes only when its ticket was opened and closed, each within its limit, counted
 *  from the fault and from its end. */
export function judgeDrill(run: DrillProgress, now: EpochMs): DrillVerdict {
  return run.endingAt === null ? judgeOpening(run, now) : judgeClosing(run, run.endingAt, now);
}

function judgeOpening(run: DrillProgress, now: EpochMs): DrillVerdict {
  const isAnythingOpen = run.faultAt !== null || run.openedAt !== null;
  if (run.stoppedBy !== null) {
    return isAnythingOpen ? { next: "end-fault", missed: null } : { next: "finish", state: "stopped", missed: null };
  }
  const since = run.faultAt ?? run.startedAt;
  if (run.ticketOpenedAt !== null) {
    const tookMs = run.ticketOpenedAt - since;
    return {
      next: "end-fault",
      missed: tookMs > run.openWithinMs ? tooLate("opened", tookMs, run.openWithinMs) : null,
    };
  }
  if (now - since <= run.openWithinMs) return { next: "wait" };
  const missed = `${whatIsMissing(run)} within ${formatDuration(run.openWithinMs)}`;
  return isAnythingOpen ? { next: "end-fault", missed } : { next: "finish", state: "missed", missed };
}

function judgeClosing(run: DrillProgress, endingAt: EpochMs, now: EpochMs): DrillVerdict {
  const since = run.faultEndedAt ?? endingAt;
  const isOverdue = now - since > run.closeWithinMs;
  if (run.ticketClosedAt !== null) {
    const tookMs = run.ticketClosedAt - since;
    const late = tookMs > run.closeWithinMs ? tooLate("closed", tookMs, run.closeWithinMs) : null;
    return finish(run, run.missed ?? late);
  }
  if (run.ticketOpenedAt === null) {
    // Nothing is left to be closed once its incident has ended, or none ever came of it.
    const isOver = run.faultEndedAt !== null && (run.openedAt === null || run.resolvedAt !== null);
    return isOver || isOverdue ? finish(run, run.missed) : { next: "wait" };
  }
  if (!isOverdue) return { next: "wait" };
  return finish(run, run.missed ?? `${whatIsMissing(run)} within ${formatDuration(run.closeWithinMs)}`);
}

function finish(run: DrillProgress, missed: string | null): DrillVerdict {
  if (run.stoppedBy !== null) return { next: "finish", state: "stopped", missed: null };
  return { next: "finish", state: missed === null ? "passed" : "missed", missed };
}

function tooLate(verb: string, tookMs: number, limitMs: number): string {
  return `The ticket was ${verb} after ${(tookMs / 1_000).toFixed(1)} s, the limit is ${formatDuration(limitMs)}`;
}

// The first step that was not reached: what lies before it works.
function whatIsMissing(run: DrillProgress): string {
  if (run.endingAt !== null) {
    if (run.faultEndedAt === null) return notTaken("The recovery", run);
    if (run.resolvedAt === null) return "The incident was not resolved";
    return "The ticket was not closed";
  }
  if (run.faultAt === null) return notTaken("The outage", run);
  if (run.deliveredAt === null) return "No delivery told of the outage";
  if (run.openedAt === null) return "The delivery was not processed";
  return "The ticket was not opened";
}

function notTaken(what: string, { signalProblem }: DrillProgress): string {
  return `${what} was not taken by the source's URL${signalProblem === null ? "" : ` (${signalProblem})`}`;
}
