import type { EpochMs } from "../shared/time.ts";
import { toMillionths } from "./money.ts";
import type { Span } from "./spans.ts";

/** A segment's claim on the time that is left of it after exclusions. */
export interface Claim {
  weight: string;
  startedAt: EpochMs;
  incidentId: string;
  /** Sorted and disjoint. */
  included: readonly Span[];
}

/** A time that counts for one claim, by its place in the list. */
export interface Layer extends Span {
  claim: number;
}

/**
 * Whose each instant is: it counts once, for the largest weight, among equal ones for the earliest segment (started, then
 * incident id). In order of time, disjoint; time that nobody claims is left out.
 */
export function layer(claims: readonly Claim[]): Layer[] {
  const rank = rankOf(claims);
  const layers: Layer[] = [];
  const edges = claims
    .flatMap((claim, index) =>
      claim.included.flatMap((span) => [
        { at: span.from, index, opens: true },
        { at: span.to, index, opens: false },
      ]),
    )
    .sort((a, b) => a.at - b.at);
  const active = new Set<number>();
  let from = Number.NEGATIVE_INFINITY;
  for (const edge of edges) {
    if (edge.at > from && active.size > 0) append(layers, { from, to: edge.at, claim: first(active, rank) });
    from = edge.at;
    if (edge.opens) active.add(edge.index);
    else active.delete(edge.index);
  }
  return layers;
}

/** Lower rank wins. */
function rankOf(claims: readonly Claim[]): number[] {
  const weights = claims.map((claim) => toMillionths(claim.weight));
  const order = claims
    .map((_, i) => i)
    .sort((i, j) => {
      const [a, b] = [claims[i]!, claims[j]!];
      if (weights[i] !== weights[j]) return weights[i]! > weights[j]! ? -1 : 1;
      return a.startedAt - b.startedAt || (a.incidentId < b.incidentId ? -1 : a.incidentId > b.incidentId ? 1 : i - j);
    });
  const rank: number[] = [];
  order.forEach((claim, place) => {
    rank[claim] = place;
  });
  return rank;
}

function first(active: ReadonlySet<number>, rank: readonly number[]): number {
  let best = -1;
  for (const index of active) if (best === -1 || rank[index]! < rank[best]!) best = index;
  return best;
}

function append(layers: Layer[], next: Layer): void {
  const last = layers.at(-1);
  if (last !== undefined && last.to === next.from && last.claim === next.claim) last.to = next.to;
  else layers.push(next);
}
