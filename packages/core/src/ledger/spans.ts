import type { EpochMs } from "../shared/time.ts";

/** Half-open: `from` belongs to it, `to` does not. */
export interface Span {
  from: EpochMs;
  to: EpochMs;
}

/** The same instants as sorted spans that neither touch nor overlap; empty ones are dropped. */
export function unionOf(spans: readonly Span[]): Span[] {
  const sorted = spans.filter((span) => span.to > span.from).sort((a, b) => a.from - b.from);
  const merged: Span[] = [];
  for (const span of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && span.from <= last.to) last.to = Math.max(last.to, span.to);
    else merged.push({ ...span });
  }
  return merged;
}

/** What of `span` is not in `holes`; `holes` must be a union (sorted, disjoint). */
export function without(span: Span, holes: readonly Span[]): Span[] {
  const rest: Span[] = [];
  let from = span.from;
  for (const hole of holes) {
    if (hole.to <= from) continue;
    if (hole.from >= span.to) break;
    if (hole.from > from) rest.push({ from, to: hole.from });
    from = hole.to;
  }
  if (from < span.to) rest.push({ from, to: span.to });
  return rest;
}

/** `span` in pieces that end and begin at each instant of `cuts` inside it. An empty span stays one piece. */
export function cutAt(span: Span, cuts: readonly EpochMs[]): Span[] {
  const inside = [...new Set(cuts)].filter((at) => at > span.from && at < span.to).sort((a, b) => a - b);
  const edges = [span.from, ...inside, span.to];
  return edges.slice(1).map((to, i) => ({ from: edges[i]!, to }));
}

export function lengthMs(spans: readonly Span[]): number {
  return spans.reduce((sum, span) => sum + (span.to - span.from), 0);
}

/** What of `spans` lies inside `window`. */
export function clip(spans: readonly Span[], window: Span): Span[] {
  return spans
    .map((span) => ({ from: Math.max(span.from, window.from), to: Math.min(span.to, window.to) }))
    .filter((span) => span.to > span.from);
}

/** What lies in both; each sorted and disjoint. */
export function intersect(spans: readonly Span[], others: readonly Span[]): Span[] {
  const both: Span[] = [];
  let i = 0;
  for (const { from, to } of spans) {
    while (i < others.length && others[i]!.to <= from) i++;
    for (let k = i; k < others.length && others[k]!.from < to; k++) {
      both.push({ from: Math.max(from, others[k]!.from), to: Math.min(to, others[k]!.to) });
    }
  }
  return both;
}
