import type { EpochMs } from "../shared/time.ts";
import type { DrillFault } from "./drill-chaos.ts";
import type { ChaosProgress } from "./judge-chaos.ts";

export const drillProofNames = [
  "disturbed",
  "breaker-opened",
  "parked",
  "failure-raised",
  "paged",
  "tickets-open",
  "breaker-closed",
  "tickets-closed",
  "one-ticket",
  "failure-settled",
] as const;
export type DrillProofName = (typeof drillProofNames)[number];

/** One thing that a disturbed run shows, or does not. */
export interface DrillProof {
  proof: DrillProofName;
  /** What is to be seen, in words. */
  says: string;
  /** `not-by-this`: this fault can't bring it about; it counts neither for nor against the run. */
  outcome: "shown" | "waiting" | "missed" | "not-by-this";
  /** What was measured, in words. */
  figure: string;
  at: EpochMs | null;
}

/** What can be seen while the calls are disturbed; once all of it was, the disturbance ends. */
export const duringDisturbance: readonly DrillProofName[] = [
  "disturbed",
  "breaker-opened",
  "parked",
  "failure-raised",
  "paged",
];

const does: Record<DrillFault, string> = {
  slow: "come late",
  failing: "are answered 500 on their way",
  hanging: "are never answered, and do not get through",
  lying: "get through, and their answers are lost",
};
const onlySlow = "calls that are only slow work, so that this is not to be seen";

interface Seen {
  says: string;
  at: EpochMs | null;
  isShown: boolean;
  figure: string;
}

/** What a disturbed run has shown so far, with the figure of each. @param isOver what was not seen never will be */
export function chaosProofs(run: ChaosProgress, isOver: boolean): DrillProof[] {
  const { fault, outages } = run.chaos;
  const seen: Record<DrillProofName, Seen> = {
    disturbed: {
      says: `Its calls ${does[fault]}`,
      at: null,
      isShown: fault === "slow" ? run.calls > 0 : run.callsFailed > 0,
      figure: `${run.calls} calls, ${run.callsFailed} failed, the slowest after ${(run.slowestMs / 1_000).toFixed(1)} s`,
    },
    "breaker-opened": timed("The breaker of the connection opened", run.breakerOpenedAt),
    parked: {
      says: "Tickets waited behind it, and lost no try by that",
      at: null,
      isShown: run.parkedMost > 0,
      figure: `${run.parkedMost} of ${outages} at once`,
    },
    "failure-raised": timed("Late tickets became a failure", run.failureAt),
    paged: timed(`It was paged by ${run.pager}, an independent path`, run.pagedAt),
    "tickets-open": {
      says: "Every outage has its ticket after all",
      at: run.tickets === outages ? run.ticketsAt : null,
      isShown: run.tickets === outages,
      figure: `${run.tickets} of ${outages}`,
    },
    "breaker-closed": timed("The breaker closed again", run.breakerClosedAt),
    "tickets-closed": {
      says: "Every ticket was closed",
      at: run.closed === outages ? run.closedAt : null,
      isShown: run.closed === outages,
      figure: `${run.closed} of ${outages}`,
    },
    "one-ticket": {
      says: "No outage has two tickets",
      at: null,
      isShown: run.closed === outages && run.doubled === 0 && run.look !== null && run.look.error === null,
      figure: sayLook(run),
    },
    "failure-settled": timed("The failure settled itself", run.settledAt),
  };
  return drillProofNames.map((proof) => {
    const { says, at, isShown, figure } = seen[proof];
    const isPossible = fault !== "slow" || !notBySlow.has(proof);
    const outcome = isShown ? "shown" : !isPossible ? "not-by-this" : isOver ? "missed" : "waiting";
    return { proof, says, outcome, figure: outcome === "not-by-this" ? onlySlow : figure, at };
  });
}

const notBySlow: ReadonlySet<DrillProofName> = new Set([
  "breaker-opened",
  "parked",
  "failure-raised",
  "paged",
  "breaker-closed",
  "failure-settled",
]);

function timed(says: string, at: EpochMs | null): Seen {
  return { says, at, isShown: at !== null, figure: "" };
}

function sayLook({ look, doubled, ticketsThere }: ChaosProgress): string {
  const answered = `the desk says that it opened ${ticketsThere}`;
  if (doubled > 0) return `${doubled} are doubled there; ${answered}`;
  if (look === null) return answered;
  if (look.error !== null) return `${answered}; it could not be searched: ${look.error}`;
  return look.looked === 0
    ? `${answered}; it can't be searched by our reference`
    : `${answered}; searched by our reference, none is doubled`;
}
