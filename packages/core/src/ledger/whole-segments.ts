import type { EpochMs } from "../shared/time.ts";
import { type Adjustment, adjustPieces } from "./adjust-pieces.ts";
import { type DownInterval, type DownPiece, downPieces } from "./down-pieces.ts";
import type { Rate } from "./money.ts";
import type { DatedPolicy } from "./policy.ts";
import { cutAt } from "./spans.ts";

/** What tells when a component was down, and how bad it was. */
export interface Told {
  intervals: readonly DownInterval[];
  /** Approved ones, of the same incidents. */
  adjustments: readonly Adjustment[];
  policies: readonly DatedPolicy[];
  rates: readonly Rate[];
  /** Ends what still runs. */
  now: EpochMs;
}

/** Pieces of one incident that touch and have one impact are one segment; a change of currency begins another. */
export function wholeSegments(told: Told): DownPiece[] {
  const adjustments = Map.groupBy(told.adjustments, (one) => one.incidentId);
  const intervals = Map.groupBy(told.intervals, (one) => one.incidentId);
  const incidentIds = new Set([...intervals.keys(), ...adjustments.keys()]);
  return [...incidentIds].flatMap((id) => {
    const pieces = downPieces(intervals.get(id) ?? [], told.policies, told.now);
    const adjusted = adjustPieces(pieces, adjustments.get(id) ?? [], told.policies);
    return joinTouching(adjusted).flatMap((segment) => cutByCurrency(segment, told.rates));
  });
}

function joinTouching(pieces: readonly DownPiece[]): DownPiece[] {
  const whole: DownPiece[] = [];
  for (const piece of pieces) {
    const index = whole.findLastIndex(
      (one) => one.to < piece.from || (one.impact === piece.impact && one.isVoid === piece.isVoid),
    );
    // What stands between two that touch lasted no time.
    const touching = whole[index]?.to === piece.from ? whole.splice(index) : [];
    whole.push([...touching, piece].reduce((before, after) => join(before, after)));
  }
  return whole;
}

function join(before: DownPiece, after: DownPiece): DownPiece {
  return {
    ...before,
    to: after.to,
    isRunning: after.isRunning,
    basis: after.basis === "adjusted" ? "adjusted" : before.basis,
    marks: [...new Set([...before.marks, ...after.marks])],
  };
}

function cutByCurrency(segment: DownPiece, rates: readonly Rate[]): DownPiece[] {
  const inOrder = rates.toSorted((a, b) => a.from - b.from);
  const changes = inOrder.filter((rate, i) => i > 0 && inOrder[i - 1]!.currency !== rate.currency);
  const spans = cutAt(
    segment,
    changes.map((rate) => rate.from),
  );
  return spans.map((span, i) => ({ ...segment, ...span, isRunning: segment.isRunning && i === spans.length - 1 }));
}
