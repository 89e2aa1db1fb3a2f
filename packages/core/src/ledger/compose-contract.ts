import { compareAvailability, type ServiceTime, serviceTime } from "./availability.ts";
import type { WeightedSpan } from "./count-segments.ts";
import { type Span, unionOf } from "./spans.ts";

/** How several components are one service: `worst`, the one that was worst; `any-down`, down while any of them is. */
export type Composition = "worst" | "any-down";

/** One component's agreed time and downtime, in order of time. */
export interface ComponentTime {
  key: string;
  agreed: readonly Span[];
  down: readonly WeightedSpan[];
}

/** Several components as one service, with the times that its figures are made of. */
export interface ComposedTime extends ServiceTime {
  agreed: readonly Span[];
  down: readonly WeightedSpan[];
  /** The component that was worst; null where all of them make the figure. */
  decidedBy: string | null;
}

/** A and D of several components together. */
export function composeContract(composition: Composition, components: readonly ComponentTime[]): ComposedTime {
  if (composition === "worst") {
    const each = components.map(({ key, agreed, down }) => ({
      ...serviceTime(agreed, down),
      agreed,
      down,
      decidedBy: key,
    }));
    const [worst] = each.toSorted((a, b) => compareAvailability(a, b) || (a.decidedBy < b.decidedBy ? -1 : 1));
    return worst ?? { agreedMs: 0, downMillionths: 0n, agreed: [], down: [], decidedBy: null };
  }
  const agreed = unionOf(components.flatMap((component) => component.agreed));
  const down = heaviest(components.map((component) => component.down));
  return { ...serviceTime(agreed, down), agreed, down, decidedBy: null };
}

/** At each instant the largest of the weights: sorted, disjoint. */
export function heaviest(downtimes: readonly (readonly WeightedSpan[])[]): WeightedSpan[] {
  const spans = downtimes.flat();
  const weights = [...new Set(spans.map(({ weight }) => weight))].sort((a, b) => (a > b ? -1 : 1));
  let taken: Span[] = [];
  const result: WeightedSpan[] = [];
  for (const weight of weights) {
    const own = unionOf(spans.filter((span) => span.weight === weight));
    const left = subtract(own, taken);
    result.push(...left.map((span) => ({ ...span, weight })));
    taken = unionOf([...taken, ...own]);
  }
  return result.sort((a, b) => a.from - b.from);
}

/** What of the first is not in the second; both sorted and disjoint. */
function subtract(spans: readonly Span[], holes: readonly Span[]): Span[] {
  const left: Span[] = [];
  let i = 0;
  for (const span of spans) {
    let from = span.from;
    while (i < holes.length && holes[i]!.to <= from) i++;
    for (let k = i; k < holes.length && holes[k]!.from < span.to; k++) {
      if (holes[k]!.from > from) left.push({ from, to: holes[k]!.from });
      from = Math.max(from, holes[k]!.to);
    }
    if (from < span.to) left.push({ from, to: span.to });
  }
  return left;
}
