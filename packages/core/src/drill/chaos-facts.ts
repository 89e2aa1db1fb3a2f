import type { EpochMs } from "../shared/time.ts";

/** What has become of a disturbed run, as its rows tell. Times in epoch milliseconds; null: not so far. */
export interface ChaosFacts {
  /** Outages that the source has taken, and recoveries. */
  sent: number;
  recovered: number;
  signalProblem: string | null;
  /** Calls that were disturbed, and how many of them failed. */
  calls: number;
  callsFailed: number;
  slowestMs: number;
  breakerOpenedAt: EpochMs | null;
  breakerClosedAt: EpochMs | null;
  failureAt: EpochMs | null;
  pagedAt: EpochMs | null;
  settledAt: EpochMs | null;
  /** Tickets that are known to be open or were closed, and when the last was. */
  tickets: number;
  ticketsAt: EpochMs | null;
  /** Tickets that were closed, and when the last was. */
  closed: number;
  closedAt: EpochMs | null;
  /** Tickets that are to be closed still, or may have been opened. */
  unsettled: number;
  /** Tickets that the desk says it opened, and outages with more than one. */
  ticketsThere: number;
  doubled: number;
  /** The search for doubles after all was closed; null: not made yet. */
  look: { looked: number; error: string | null } | null;
}
