import type { DownPiece } from "./down-pieces.ts";
import { type ExcludedSpan, type ExclusionSettings, excludedSpans } from "./excluded-time.ts";
import { type Layer, layer } from "./layering.ts";
import { toMillionths } from "./money.ts";
import { type Span, unionOf, without } from "./spans.ts";
import { type Told, wholeSegments } from "./whole-segments.ts";

/** All that decides what a component's downtime counts and costs. */
export interface LedgerInputs extends Told, ExclusionSettings {}

/** A segment with the fate of each of its instants. */
export interface CountedSegment extends DownPiece {
  weight: string;
  excluded: readonly ExcludedSpan[];
  /** What is left after exclusions: sorted, disjoint. */
  included: readonly Span[];
  /** What of that counts on this segment: sorted, disjoint. */
  counted: readonly Span[];
}

/** A time in which the component was down with one weight, in millionths. */
export interface WeightedSpan extends Span {
  weight: bigint;
}

/**
 * The segments of one component, in order of start and incident; on each every instant is excluded, counts, or counts on
 * another. Pure: the same rows give the same in any order.
 */
export function countSegments(inputs: LedgerInputs): CountedSegment[] {
  const { segments, layers } = layOut(inputs);
  const own = Map.groupBy(layers, (one) => one.claim);
  return segments.map((segment, i) => ({
    ...segment,
    counted: (own.get(i) ?? []).map(({ from, to }) => ({ from, to })),
  }));
}

/** The component's downtime, each instant once, with its weight: sorted, disjoint. */
export function weightedDowntime(inputs: LedgerInputs): WeightedSpan[] {
  const { segments, layers } = layOut(inputs);
  return layers.map(({ from, to, claim }) => ({ from, to, weight: toMillionths(segments[claim]!.weight) }));
}

function layOut(inputs: LedgerInputs): { segments: Omit<CountedSegment, "counted">[]; layers: Layer[] } {
  const segments = wholeSegments(inputs)
    .map((segment) => ({ ...segment, ...exclude(segment, inputs), weight: segment.policy.weights[segment.impact] }))
    .sort(compareSegments);
  const claims = segments.map(({ weight, from, incidentId, included }) => ({
    weight,
    startedAt: from,
    incidentId,
    included,
  }));
  return { segments, layers: layer(claims) };
}

function exclude(segment: DownPiece, settings: ExclusionSettings): { excluded: ExcludedSpan[]; included: Span[] } {
  const { from, to, isVoid, policy } = segment;
  if (isVoid) return { excluded: [{ from, to, cause: "void", id: null }], included: [] };
  const excluded = excludedSpans(segment, policy, settings);
  return { excluded, included: without({ from, to }, unionOf(excluded)) };
}

// The last two tell segments without length at one instant apart.
function compareSegments(a: DownPiece, b: DownPiece): number {
  return (
    a.from - b.from ||
    compareText(a.incidentId, b.incidentId) ||
    a.to - b.to ||
    compareText(a.impact, b.impact) ||
    Number(a.isVoid) - Number(b.isVoid)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
