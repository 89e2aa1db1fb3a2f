import { formatDuration } from "../shared/duration.ts";
import type { EpochMs } from "../shared/time.ts";
import type { ChaosFacts } from "./chaos-facts.ts";
import { chaosProofs, duringDisturbance } from "./chaos-proofs.ts";
import type { DrillChaos } from "./drill-chaos.ts";
import type { DrillVerdict } from "./judge-drill.ts";

/** How far a disturbed run is. Times in epoch milliseconds; null: not reached. */
export interface ChaosProgress extends ChaosFacts {
  chaos: DrillChaos;
  startedAt: EpochMs;
  openWithinMs: number;
  closeWithinMs: number;
  /** Key of the connection that pages. */
  pager: string;
  /** How many tickets were seen waiting behind the breaker at once. */
  parkedMost: number;
  disturbanceEndedAt: EpochMs | null;
  endingAt: EpochMs | null;
  missed: string | null;
  stoppedBy: string | null;
}

export type ChaosVerdict =
  | DrillVerdict
  /** The calls go straight again. */
  | { next: "end-disturbance" }
  /** All is over: what the desk holds is searched for doubles. */
  | { next: "look" };

/** What happens to a disturbed run now. It passes only when all that its fault can show was seen, each outage had one ticket
 *  and all of them were closed. Limits count from the end of the disturbance and from the end of the outages. */
export function judgeChaos(run: ChaosProgress, now: EpochMs): ChaosVerdict {
  if (run.endingAt !== null) return judgeEnding(run, run.endingAt, now);
  if (run.stoppedBy !== null) {
    return run.sent > 0 ? { next: "end-fault", missed: null } : { next: "finish", state: "stopped", missed: null };
  }
  return run.disturbanceEndedAt === null ? judgeDisturbed(run, now) : judgeRecovery(run, run.disturbanceEndedAt, now);
}

function judgeDisturbed(run: ChaosProgress, now: EpochMs): ChaosVerdict {
  const { outages, forMs } = run.chaos;
  const isOverdue = now - run.startedAt >= forMs;
  if (run.sent < outages) {
    if (!isOverdue) return { next: "wait" };
    const why = run.signalProblem === null ? "" : ` (${run.signalProblem})`;
    const missed = `${outages - run.sent} of ${outages} outages were not taken by the source's URL${why}`;
    return run.sent > 0 ? { next: "end-fault", missed } : { next: "finish", state: "missed", missed };
  }
  const isAllSeen = chaosProofs(run, false).every(
    ({ proof, outcome }) => outcome !== "waiting" || !duringDisturbance.includes(proof),
  );
  const isSeenOut = run.chaos.fault !== "slow" || run.tickets === outages;
  return isOverdue || (isAllSeen && isSeenOut) ? { next: "end-disturbance" } : { next: "wait" };
}

function judgeRecovery(run: ChaosProgress, since: EpochMs, now: EpochMs): ChaosVerdict {
  const { outages } = run.chaos;
  if (run.tickets === outages) {
    const tookMs = (run.ticketsAt ?? now) - since;
    if (tookMs <= run.openWithinMs) return { next: "end-fault", missed: null };
    const missed = `The last ticket was opened ${formatDuration(tookMs)} after the disturbance, the limit is ${formatDuration(run.openWithinMs)}`;
    return { next: "end-fault", missed };
  }
  if (now - since <= run.openWithinMs) return { next: "wait" };
  const missed = `${outages - run.tickets} of ${outages} tickets were not opened within ${formatDuration(run.openWithinMs)} after the disturbance`;
  return { next: "end-fault", missed };
}

function judgeEnding(run: ChaosProgress, since: EpochMs, now: EpochMs): ChaosVerdict {
  const isOver = run.recovered >= run.sent && run.unsettled === 0;
  const isOverdue = now - since > run.closeWithinMs;
  if (!isOver && !isOverdue) return { next: "wait" };
  if (run.stoppedBy !== null) return { next: "finish", state: "stopped", missed: null };
  if (run.missed !== null) return { next: "finish", state: "missed", missed: run.missed };
  if (!isOver) {
    const missed = `${run.tickets - run.closed} of ${run.tickets} tickets were not closed within ${formatDuration(run.closeWithinMs)}`;
    return { next: "finish", state: "missed", missed };
  }
  if (run.look === null) return { next: "look" };
  const lacking = chaosProofs(run, true).find(({ outcome }) => outcome === "missed");
  if (lacking === undefined) return { next: "finish", state: "passed", missed: null };
  const figure = lacking.figure === "" ? "" : ` (${lacking.figure})`;
  return { next: "finish", state: "missed", missed: `This was not seen: ${lacking.says.toLowerCase()}${figure}` };
}
