import type { EpochMs } from "../shared/time.ts";
import type { ComponentTime, ComposedTime } from "./compose-contract.ts";
import type { CountedSegment } from "./count-segments.ts";
import type { ExclusionCause } from "./excluded-time.ts";
import { layer } from "./layering.ts";
import { toMillionths } from "./money.ts";
import type { Impact } from "./policy.ts";
import { clip, intersect, lengthMs, type Span, unionOf, without } from "./spans.ts";

/** A component's time with the segments that its downtime is made of. */
export interface ComponentDowntime extends ComponentTime {
  segments: readonly CountedSegment[];
}

/** Why time of an interruption does not count: what the ledger excludes; another interruption that counts at that time;
 *  another component that decides. */
export type NotCountedWhy = ExclusionCause | "counted-with-another" | "another-component";

/** An interruption as a customer is told it. `durationMs = countedMs + Σ notCounted`. */
export interface SlaLine {
  component: string;
  incidentId: string;
  startedAt: EpochMs;
  /** Null: it still runs. */
  endedAt: EpochMs | null;
  impact: Impact;
  weight: string;
  durationMs: number;
  countedMs: number;
  /** Counted time × weight, in millionths of a millisecond; Σ of all lines is the contract's D. */
  weightedMillionths: bigint;
  notCounted: { why: NotCountedWhy; ms: number }[];
}

const order: readonly ExclusionCause[] = ["void", "exclusion", "maintenance", "outside-hours", "blind"];

/** The interruptions of a contract's components within the time that it held, by their beginning. Each instant counts on one
 *  line: the heaviest, among equal ones the earliest. */
export function slaLines(components: readonly ComponentDowntime[], time: ComposedTime, held: Span): SlaLine[] {
  const all = components.flatMap(({ key, segments }) =>
    segments.flatMap((segment) => {
      const [span] = clip([segment], held);
      return span === undefined ? [] : [{ key, segment, span }];
    }),
  );
  const decides = (key: string) => time.decidedBy === null || time.decidedBy === key;
  const layers = layer(
    all.map(({ key, segment, span }) => ({
      weight: segment.weight,
      startedAt: segment.from,
      incidentId: segment.incidentId,
      included: decides(key) ? intersect(clip(segment.counted, span), time.agreed) : [],
    })),
  );
  const counted = Map.groupBy(layers, ({ claim }) => claim);
  return all
    .map(({ key, segment, span }, index): SlaLine => {
      const isNone = toMillionths(segment.weight) === 0n;
      const own = isNone ? [] : (counted.get(index) ?? []);
      const countedMs = lengthMs(own);
      return {
        component: key,
        incidentId: segment.incidentId,
        startedAt: span.from,
        endedAt: segment.isRunning && span.to === segment.to ? null : span.to,
        impact: segment.impact,
        weight: segment.weight,
        durationMs: lengthMs([span]),
        countedMs,
        weightedMillionths: BigInt(countedMs) * toMillionths(segment.weight),
        notCounted: whyNot(segment, span, own, decides(key) ? "counted-with-another" : "another-component"),
      };
    })
    .sort((a, b) => a.startedAt - b.startedAt || (a.component < b.component ? -1 : 1));
}

// Of several causes at one instant the first of the order is told.
function whyNot(
  segment: CountedSegment,
  span: Span,
  counted: readonly Span[],
  rest: NotCountedWhy,
): SlaLine["notCounted"] {
  let left = without(span, unionOf(counted));
  const told: SlaLine["notCounted"] = [];
  for (const why of order) {
    const spans = unionOf(segment.excluded.filter(({ cause }) => cause === why));
    const ms = lengthMs(intersect(left, spans));
    if (ms === 0) continue;
    told.push({ why, ms });
    left = left.flatMap((one) => without(one, spans));
  }
  const restMs = lengthMs(left);
  return restMs === 0 ? told : [...told, { why: rest, ms: restMs }];
}

/** Means of a contract's outages, in milliseconds; null where there was none to take a mean of. */
export interface ServiceMeans {
  outages: number;
  /** From the beginning to the end of an outage that has ended. */
  restoreMs: number | null;
  /** Agreed time without downtime, for each outage. */
  betweenFailuresMs: number | null;
  acknowledgeMs: number | null;
}

/** @param acknowledgeMs of the incidents that somebody acknowledged, by their id */
export function serviceMeans(
  lines: readonly SlaLine[],
  agreedMs: number,
  acknowledgeMs: ReadonlyMap<string, number>,
): ServiceMeans {
  const outages = Map.groupBy(
    lines.filter(({ countedMs }) => countedMs > 0),
    ({ incidentId }) => incidentId,
  );
  const ended = [...outages.values()].filter((parts) => parts.every(({ endedAt }) => endedAt !== null));
  const downMs = lines.reduce((sum, line) => sum + line.countedMs, 0);
  const acknowledged = [...outages.keys()].flatMap((id) => acknowledgeMs.get(id) ?? []);
  return {
    outages: outages.size,
    restoreMs: mean(ended.map((parts) => parts.reduce((sum, { durationMs }) => sum + durationMs, 0))),
    betweenFailuresMs: outages.size === 0 ? null : Math.floor((agreedMs - downMs) / outages.size),
    acknowledgeMs: mean(acknowledged),
  };
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : Math.floor(values.reduce((sum, value) => sum + value, 0) / values.length);
}
