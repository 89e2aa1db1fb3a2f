import type { TimeBasis } from "../event/normalised-event.ts";
import type { Severity } from "../event/severity.ts";
import type { EpochMs } from "../shared/time.ts";
import { type CountedSegment, countSegments, type LedgerInputs } from "./count-segments.ts";
import {
  exactCost,
  type Rate,
  type RatedPiece,
  rateAt,
  ratedPieces,
  roundCost,
  toMillionths,
  trimDecimal,
} from "./money.ts";
import { type Period, periodBoundaries, periodOf } from "./period.ts";
import type { Impact } from "./policy.ts";
import { clip, cutAt, lengthMs, type Span } from "./spans.ts";

/** One line of the ledger: a segment's part in one period. `gross = excluded + overlap + net`, all in milliseconds. */
export interface Segment {
  incidentId: string;
  period: Period;
  /** 1-based place among the parts of its segment. */
  part: number;
  /** The whole segment that it is part of; `wholeTo` null: still running. */
  wholeFrom: EpochMs;
  wholeTo: EpochMs | null;
  severity: Severity;
  impact: Impact;
  startedAt: EpochMs;
  endedAt: EpochMs | null;
  countedUntil: EpochMs;
  basis: TimeBasis;
  grossMs: number;
  excludedMs: number;
  overlapMs: number;
  netMs: number;
  weight: string;
  /** The rate at its first counted instant; null where none held. */
  ratePerMinute: string | null;
  currency: string | null;
  /** Minor units of `currency`; null where some counted instant has no rate. */
  costMinor: bigint | null;
  marks: readonly string[];
  isVoid: boolean;
  policyVersion: number;
}

/** A part of a counted segment with what its figures are made of. */
export interface Part {
  segment: Segment;
  whole: CountedSegment;
  span: Span;
  /** What counts of it, cut where the rate changes. */
  pieces: readonly RatedPiece[];
}

/** The mark of a line of which some counted instant has no rate. */
export const noRate = "no-rate";

/**
 * The ledger lines of one component, ordered by start and incident. Pure: the same rows give the same lines in any order
 * of input. An incident whose impact is `none` was not down and has no line.
 * Source: docs/ledger.md, "From an incident to a line".
 */
export function segmentsOf(inputs: LedgerInputs): Segment[] {
  return partsOf(inputs).map(({ segment }) => segment);
}

/** The same with what the figures are made of. */
export function partsOf(inputs: LedgerInputs): Part[] {
  return countSegments(inputs)
    .flatMap((whole) => cutSegment(whole, periodBoundaries(whole, whole.policy.timeZone), inputs.rates))
    .sort(({ segment: a }, { segment: b }) => a.startedAt - b.startedAt || compareText(a.incidentId, b.incidentId));
}

/** Milliseconds × weight, exact, in millionths of a millisecond. */
export function weightedMillionths({ netMs, weight }: Pick<Segment, "netMs" | "weight">): bigint {
  return BigInt(netMs) * toMillionths(weight);
}

/** The same in milliseconds, as exact decimal text. */
export function weightedMilliseconds(segment: Pick<Segment, "netMs" | "weight">): string {
  const text = weightedMillionths(segment).toString().padStart(7, "0");
  return trimDecimal(`${text.slice(0, -6)}.${text.slice(-6)}`);
}

/** A segment cut at instants; the cost of part k is round(cumulative to k) − round(cumulative to k − 1), so that the parts
 *  add up to the rounded whole and none is negative. */
export function cutSegment(whole: CountedSegment, cuts: readonly EpochMs[], rates: readonly Rate[]): Part[] {
  const { policy, weight } = whole;
  const spans = cutAt(whole, cuts);
  let costSoFar = 0n;
  let roundedSoFar = 0n;
  return spans.map((span, i) => {
    const net = clip(whole.counted, span);
    const pieces = ratedPieces(net, rates);
    const rate = pieces[0]?.rate ?? rateAt(rates, span.from);
    const exact = exactCost(pieces, weight);
    let costMinor: bigint | null = null;
    if (rate !== null && exact !== null) {
      costSoFar += exact;
      const rounded = roundCost(costSoFar, rate.currency);
      costMinor = rounded - roundedSoFar;
      roundedSoFar = rounded;
    }
    const isLast = i === spans.length - 1;
    const grossMs = span.to - span.from;
    const includedMs = lengthMs(clip(whole.included, span));
    const netMs = lengthMs(net);
    const isPriced = exact !== null || toMillionths(weight) === 0n;
    const segment: Segment = {
      incidentId: whole.incidentId,
      period: periodOf(span.from, policy.timeZone),
      part: i + 1,
      wholeFrom: whole.from,
      wholeTo: whole.isRunning ? null : whole.to,
      severity: whole.severity,
      impact: whole.impact,
      startedAt: span.from,
      endedAt: isLast && whole.isRunning ? null : span.to,
      countedUntil: span.to,
      basis: whole.basis,
      grossMs,
      excludedMs: grossMs - includedMs,
      overlapMs: includedMs - netMs,
      netMs,
      weight,
      ratePerMinute: rate?.perMinute ?? null,
      currency: rate?.currency ?? null,
      costMinor,
      marks: isPriced ? whole.marks : [...whole.marks, noRate],
      isVoid: whole.isVoid,
      policyVersion: policy.version,
    };
    return { segment, whole, span, pieces };
  });
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
