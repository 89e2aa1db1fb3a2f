import type { EpochMs } from "../shared/time.ts";
import type { DrillProgress, DrillWay } from "./judge-drill.ts";

export const drillStepNames = [
  "fault",
  "delivered",
  "incident-opened",
  "ticket-opened",
  "fault-ended",
  "incident-resolved",
  "ticket-closed",
] as const;
export type DrillStepName = (typeof drillStepNames)[number];

export interface DrillStep {
  step: DrillStepName;
  /** What happens in it, in words. */
  says: string;
  outcome: "done" | "waiting" | "missed";
  at: EpochMs | null;
  /** Since the fault began, or, for what closes, since it ended. */
  afterMs: number | null;
  /** On the step that its limit is for. */
  limitMs: number | null;
}

const words: Record<DrillStepName, (way: DrillWay) => string> = {
  fault: (way) => (way === "page" ? "The page fails" : "An outage is sent to the source's URL"),
  delivered: (way) => (way === "page" ? "The tool's delivery is stored" : "The delivery is stored"),
  "incident-opened": () => "The incident is open",
  "ticket-opened": () => "The ticket is open",
  "fault-ended": (way) => (way === "page" ? "The page is well again" : "The recovery is sent"),
  "incident-resolved": () => "The incident is resolved",
  "ticket-closed": () => "The ticket is closed",
};

/** A run step by step, in the order in which they come. @param isOver what it has not reached it never will */
export function drillSteps(run: DrillProgress, isOver: boolean): DrillStep[] {
  const at: Record<DrillStepName, EpochMs | null> = {
    fault: run.faultAt,
    delivered: run.deliveredAt,
    "incident-opened": run.openedAt,
    "ticket-opened": run.ticketOpenedAt,
    "fault-ended": run.faultEndedAt,
    "incident-resolved": run.resolvedAt,
    "ticket-closed": run.ticketClosedAt,
  };
  return drillStepNames.map((step, index) => {
    const reached = at[step];
    const since = index < 4 ? run.faultAt : run.faultEndedAt;
    const limits: Partial<Record<DrillStepName, number>> = {
      "ticket-opened": run.openWithinMs,
      "ticket-closed": run.closeWithinMs,
    };
    const limitMs = limits[step] ?? null;
    const afterMs = reached === null || since === null ? null : Math.max(0, reached - since);
    const isLate = limitMs !== null && afterMs !== null && afterMs > limitMs;
    const outcome = isLate || (reached === null && isOver) ? "missed" : reached === null ? "waiting" : "done";
    return { step, says: words[step](run.way), outcome, at: reached, afterMs, limitMs };
  });
}
