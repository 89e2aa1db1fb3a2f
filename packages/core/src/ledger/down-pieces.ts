import type { TimeBasis } from "../event/normalised-event.ts";
import { type Severity, severities } from "../event/severity.ts";
import type { EpochMs } from "../shared/time.ts";
import { type DatedPolicy, type Impact, policyInForce } from "./policy.ts";
import type { Span } from "./spans.ts";

/** A continuous time in which one incident was down with one severity; `endedAt` null = still running. */
export interface DownInterval {
  incidentId: string;
  startedAt: EpochMs;
  endedAt: EpochMs | null;
  severity: Severity;
  basis: TimeBasis;
  marked: string | null;
  /** When the statement that began its outage was received; null where it goes on from the interval before. */
  receivedAt: EpochMs | null;
}

/** A time of one incident with one impact, before segments are made of it. */
export interface DownPiece extends Span {
  incidentId: string;
  isRunning: boolean;
  severity: Severity;
  impact: Impact;
  policy: DatedPolicy;
  basis: TimeBasis;
  /** Why it is not as it was told, each once. */
  marks: readonly string[];
  /** Somebody has decided that it does not count. */
  isVoid: boolean;
}

/** Pieces of one incident in order of time, each with the policy of its start. `now` ends what still runs. Impact `none` was
 *  no downtime. */
export function downPieces(
  intervals: readonly DownInterval[],
  policies: readonly DatedPolicy[],
  now: EpochMs,
): DownPiece[] {
  let heardAt: EpochMs | null = null;
  return inOrder(intervals, now).flatMap((interval, index, all) => {
    const isFirst = interval.receivedAt !== null;
    if (isFirst) heardAt = startsAtReceipt(policies, interval.startedAt) ? interval.receivedAt : null;
    const told = pieceOf(interval, { policies, now });
    const goesOn = index + 1 < all.length && all[index + 1]!.receivedAt === null;
    const piece = heardAt === null ? told : fromReceipt(told, heardAt, goesOn);
    return piece === null || piece.impact === "none" ? [] : [piece];
  });
}

function startsAtReceipt(policies: readonly DatedPolicy[], at: EpochMs): boolean {
  return policyInForce(policies, at).start === "received";
}

// Of two without length at one instant the one that begins an outage comes first.
function inOrder(intervals: readonly DownInterval[], now: EpochMs): DownInterval[] {
  return intervals.toSorted(
    (a, b) =>
      a.startedAt - b.startedAt ||
      (a.endedAt ?? now) - (b.endedAt ?? now) ||
      Number(a.receivedAt === null) - Number(b.receivedAt === null) ||
      severities.indexOf(a.severity) - severities.indexOf(b.severity),
  );
}

function pieceOf(interval: DownInterval, given: { policies: readonly DatedPolicy[]; now: EpochMs }): DownPiece {
  const { incidentId, startedAt, endedAt, severity, basis, marked } = interval;
  const policy = policyInForce(given.policies, startedAt);
  return {
    incidentId,
    from: startedAt,
    to: Math.max(startedAt, endedAt ?? given.now),
    isRunning: endedAt === null,
    severity,
    impact: policy.impact[severity],
    policy,
    basis,
    marks: marked === null ? [] : [marked],
    isVoid: false,
  };
}

// What was over before it was heard of has no length, and says so; of an outage with several pieces the last stands for it.
// What its sender tells to begin later than it was heard of begins then.
function fromReceipt(piece: DownPiece, receivedAt: EpochMs, goesOn: boolean): DownPiece | null {
  if (receivedAt <= piece.from) return piece;
  if (piece.isRunning || piece.to > receivedAt) return { ...piece, from: receivedAt, basis: "received" };
  if (goesOn) return null;
  return { ...piece, from: piece.to, basis: "received", marks: [...piece.marks, "ended-before-received"] };
}
