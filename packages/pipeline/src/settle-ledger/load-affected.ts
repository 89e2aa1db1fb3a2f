import type { Adjustment, DownInterval } from "@signalbox/core";
import {
  coverMarks,
  type IntervalOptions,
  type LedgerMark,
  listIntervalsAround,
  listIntervalsTouching,
  loadAdjustmentsOf,
  type Tx,
} from "@signalbox/database";

/** What must be counted again for a change, and all that it takes to count it. */
export interface Affected {
  /** Segments that lie wholly within it are to be written anew; all that overlap those are in `intervals`. */
  extent: LedgerMark;
  intervals: DownInterval[];
  adjustments: Adjustment[];
}

type Span = LedgerMark & { incidentId: string };

/**
 * A change of a component's downtime within a time touches the segments that overlap it, and no others: what they are
 * counted against is what overlaps them in turn. A segment is a chain of intervals and adjustments that touch.
 */
export async function loadAffected(
  tx: Tx,
  componentId: number,
  mark: LedgerMark,
  options: IntervalOptions,
): Promise<Affected> {
  const adjustments = await loadAdjustmentsOf(tx, componentId);
  const load = async (within: LedgerMark) => {
    const rows = await listIntervalsTouching(tx, componentId, within, options);
    const decided = adjustments.filter((one) => touches(one, within)).map(spanOfAdjustment);
    return completeChains(tx, [...rows.map(spanOfInterval), ...decided], adjustments, options);
  };
  const touched = await load(mark);
  const extent = [...touched.spans].reduce<LedgerMark>((covered, span) => coverMarks(covered, span), mark);
  const { spans, intervals } = await load(extent);
  const incidentIds = new Set(spans.map(({ incidentId }) => incidentId));
  return { extent, intervals, adjustments: adjustments.filter(({ incidentId }) => incidentIds.has(incidentId)) };
}

/** Adds what touches a chain at either end until nothing more does: of each incident one hull. */
async function completeChains(
  tx: Tx,
  seeds: readonly Span[],
  adjustments: readonly Adjustment[],
  options: IntervalOptions,
): Promise<{ spans: Span[]; intervals: DownInterval[] }> {
  let hulls = hullsOf(seeds);
  for (;;) {
    const decided = adjustments.filter((one) => {
      const hull = hulls.get(one.incidentId);
      return hull !== undefined && touches(one, hull);
    });
    const before = hullsOf([...hulls.values(), ...decided.map(spanOfAdjustment)]);
    const intervals = await listIntervalsAround(tx, [...before.values()], options);
    const after = hullsOf([...before.values(), ...intervals.map(spanOfInterval)]);
    const isComplete = [...after].every(([id, span]) => {
      const known = hulls.get(id);
      return known !== undefined && known.from === span.from && known.to === span.to;
    });
    if (isComplete) return { spans: [...after.values()], intervals };
    hulls = after;
  }
}

function hullsOf(spans: readonly Span[]): Map<string, Span> {
  const hulls = new Map<string, Span>();
  for (const { incidentId, from, to } of spans) {
    hulls.set(incidentId, { incidentId, ...coverMarks(hulls.get(incidentId), { from, to }) });
  }
  return hulls;
}

function spanOfInterval({ incidentId, startedAt, endedAt }: DownInterval): Span {
  return { incidentId, from: startedAt, to: endedAt };
}

function spanOfAdjustment({ incidentId, from, to }: Adjustment): Span {
  return { incidentId, from, to };
}

function touches(one: { from: number; to: number | null }, other: LedgerMark): boolean {
  return (one.to === null || one.to >= other.from) && (other.to === null || one.from <= other.to);
}
