import fc from "fast-check";
import { describe, it } from "vitest";
import type { Adjustment } from "./adjust-pieces.ts";
import { availabilityText, isBelow, serviceTime } from "./availability.ts";
import { countSegments, type LedgerInputs, weightedDowntime } from "./count-segments.ts";
import type { DownInterval } from "./down-pieces.ts";
import { agreedTime } from "./excluded-time.ts";
import { ledgerInputs } from "./ledger-under-test.ts";
import { roundCost, toMillionths } from "./money.ts";
import { cutSegment, segmentsOf, weightedMillionths } from "./segments.ts";
import type { Span } from "./spans.ts";

// Time in ticks of seven seconds around the end of October in Berlin: no rate per minute divides them evenly.
const tickMs = 7_000;
const ticks = 36;
const origin = Date.parse("2026-10-31T23:00:00Z") - (ticks / 2) * tickMs;
const instant = (tick: number) => origin + tick * tickMs;
const now = instant(ticks);

const tick = fc.integer({ min: 0, max: ticks });
const ticksSpan = fc
  .tuple(tick, tick)
  .map(([a, b]) => ({ from: instant(Math.min(a, b)), to: instant(Math.max(a, b)) }));
const weight = fc.constantFrom("0", "0.000001", "0.3", "0.5", "1");
const rate = fc.constantFrom("0", "0.10", "120.00", "0.000007", "99999.99");

const intervalsOfOne = (incidentId: string) =>
  fc
    .array(
      fc.record({
        gap: fc.integer({ min: 0, max: 12 }),
        length: fc.integer({ min: 0, max: 20 }),
        severity: fc.constantFrom("critical" as const, "medium" as const, "low" as const, "unknown" as const),
        isRunning: fc.boolean(),
      }),
      { maxLength: 4 },
    )
    .map((drawn) => {
      let end = 0;
      return drawn.flatMap(({ gap, length, severity, isRunning }, i): DownInterval[] => {
        const from = end + gap;
        end = from + length;
        if (end > ticks) return [];
        const endedAt = isRunning && i === drawn.length - 1 ? null : instant(end);
        const receivedAt = gap === 0 && i > 0 ? null : instant(from);
        return [{ incidentId, startedAt: instant(from), endedAt, severity, basis: "sender", marked: null, receivedAt }];
      });
    });

const adjustment: fc.Arbitrary<Adjustment> = fc
  .record({
    span: ticksSpan,
    id: fc.uuid(),
    incidentId: fc.constantFrom("a", "b", "c"),
    decidedAt: fc.integer({ min: 0, max: 5 }),
    verdict: fc.constantFrom("up" as const, "down" as const, "impact" as const, "void" as const),
    impact: fc.constantFrom("outage" as const, "degraded" as const),
  })
  .map(({ span, ...rest }) => ({ ...rest, ...span, reason: "why" }));

const situation = fc
  .record({
    intervals: fc.tuple(intervalsOfOne("a"), intervalsOfOne("b"), intervalsOfOne("c")).map((all) => all.flat()),
    adjustments: fc.array(adjustment, { maxLength: 3 }),
    maintenance: fc.array(fc.tuple(ticksSpan, fc.boolean()), { maxLength: 2 }),
    exclusions: fc.array(ticksSpan, { maxLength: 2 }),
    blind: fc.array(ticksSpan, { maxLength: 1 }),
    hours: fc.option(ticksSpan, { nil: null }),
    weights: fc.record({ outage: weight, degraded: weight }),
    policy: fc.record({
      maintenance: fc.constantFrom("shrink" as const, "keep" as const),
      blind: fc.constantFrom("count" as const, "exclude" as const),
    }),
    rates: fc.tuple(rate, tick, rate),
  })
  .map((drawn): LedgerInputs => {
    const change = instant(drawn.rates[1]);
    return ledgerInputs(
      {
        intervals: drawn.intervals,
        adjustments: drawn.adjustments,
        maintenance: drawn.maintenance.map(([span, isLate], id) => ({
          ...span,
          id,
          announcedAt: span.from + (isLate ? 1 : -1),
        })),
        exclusions: drawn.exclusions.map((span, id) => ({ ...span, id })),
        blind: drawn.blind,
        serviceTime: (_, within) => (drawn.hours === null ? [within] : [intersection(drawn.hours, within)]),
        rates: [
          { from: 0, to: change, perMinute: drawn.rates[0], currency: "EUR" },
          { from: change, to: null, perMinute: drawn.rates[2], currency: "EUR" },
        ],
        now,
      },
      {
        ...drawn.policy,
        timeZone: "Europe/Berlin",
        serviceHours: drawn.hours === null ? null : "office",
        weights: { ...drawn.weights, none: "0" },
      },
    );
  });

function intersection(a: Span, b: Span): Span {
  const from = Math.max(a.from, b.from);
  return { from, to: Math.max(from, Math.min(a.to, b.to)) };
}

// An assertion for each of ten thousand situations would take most of the time.
function claim(holds: boolean, what: string): void {
  if (!holds) throw new Error(`does not hold: ${what}`);
}

function sum<T>(list: readonly T[], figure: (item: T) => number): number {
  return list.reduce((total, item) => total + figure(item), 0);
}

function print(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => (typeof inner === "bigint" ? String(inner) : inner));
}

type State = "outage" | "degraded" | "void" | null;
interface Recount {
  gross: number;
  net: number;
}

/** The same, tick by tick, from nothing but the law in words. */
function recount(inputs: LedgerInputs): { byIncident: Map<string, Recount>; weighted: bigint; agreed: number } {
  const states = new Map(["a", "b", "c"].map((id) => [id, statesOf(id, inputs)]));
  const byIncident = new Map([...states.keys()].map((id) => [id, { gross: 0, net: 0 }]));
  const policy = inputs.policies[0]!;
  let weighted = 0n;
  let agreed = 0;
  for (let t = 0; t < ticks; t++) {
    const [hours] = inputs.serviceTime("office", { from: instant(t), to: instant(t + 1) });
    const isOutside = hours!.to === hours!.from;
    const isExcluded = [
      ...inputs.maintenance.filter((window) => window.announcedAt <= window.from),
      ...inputs.exclusions,
      ...(policy.blind === "exclude" ? inputs.blind : []),
    ].some((span) => span.from <= instant(t) && instant(t) < span.to);
    if (!isOutside && !(isExcluded && policy.maintenance === "shrink")) agreed++;
    let best: { id: string; weight: bigint; from: number } | null = null;
    for (const [id, states1] of states) {
      const state = states1[t]!;
      if (state === null) continue;
      byIncident.get(id)!.gross++;
      if (state === "void" || isOutside || isExcluded) continue;
      let from = t;
      while (from > 0 && states1[from - 1] === state) from--;
      const claim = { id, weight: toMillionths(policy.weights[state]), from };
      const isBefore =
        best === null || claim.weight > best.weight || (claim.weight === best.weight && claim.from < best.from);
      if (isBefore) best = claim;
    }
    if (best === null) continue;
    byIncident.get(best.id)!.net++;
    weighted += best.weight;
  }
  return { byIncident, weighted, agreed };
}

function statesOf(id: string, inputs: LedgerInputs): State[] {
  const states: State[] = Array.from({ length: ticks }, () => null);
  const within = (span: Span, set: (state: State) => State) => {
    for (let t = 0; t < ticks; t++) if (span.from <= instant(t) && instant(t) < span.to) states[t] = set(states[t]!);
  };
  for (const { incidentId, startedAt, endedAt, severity } of inputs.intervals) {
    const impact = inputs.policies[0]!.impact[severity];
    if (incidentId === id && impact !== "none") within({ from: startedAt, to: endedAt ?? now }, () => impact);
  }
  const inOrder = inputs.adjustments.toSorted((a, b) => a.decidedAt - b.decidedAt || (a.id < b.id ? -1 : 1));
  for (const one of inOrder.filter(({ incidentId }) => incidentId === id)) {
    within(one, (state) => {
      if (one.verdict === "down") return state ?? (one.impact as State);
      if (state === null || one.verdict === "up") return null;
      return one.verdict === "void" ? "void" : (one.impact as State);
    });
  }
  return states;
}

describe("segmentsOf, for 10,000 situations", () => {
  it("adds up on each line, counts each instant once, and costs what it counts", () => {
    fc.assert(
      fc.property(situation, (inputs) => {
        const segments = segmentsOf(inputs);
        const expected = recount(inputs);
        for (const s of segments) {
          claim(s.grossMs === s.excludedMs + s.overlapMs + s.netMs, "gross = excluded + overlap + net");
          claim(Math.min(s.excludedMs, s.overlapMs, s.netMs) >= 0 && s.costMinor! >= 0n, "nothing is negative");
        }
        for (const [id, { gross, net }] of expected.byIncident) {
          const own = segments.filter((s) => s.incidentId === id);
          claim(sum(own, (s) => s.grossMs) === gross * tickMs, `gross of ${id}`);
          claim(sum(own, (s) => s.netMs) === net * tickMs, `net of ${id}`);
        }
        const weighted = segments.reduce((total, s) => total + weightedMillionths(s), 0n);
        claim(weighted === expected.weighted * BigInt(tickMs), "weighted downtime");
        const agreed = agreedTime({ from: instant(0), to: now }, inputs.policies, inputs);
        const time = serviceTime(agreed, weightedDowntime(inputs));
        claim(time.agreedMs === expected.agreed * tickMs, "agreed time");
        claim(time.downMillionths === weighted, "downtime within agreed time");
      }),
      { numRuns: 10_000 },
    );
  });

  it("does not depend on the order of its input", () => {
    fc.assert(
      fc.property(situation, fc.integer(), (inputs, seed) => {
        const shuffle = <T>(list: readonly T[]) =>
          list
            .map((item, i) => ({ item, by: Math.sin(i + seed) }))
            .sort((a, b) => a.by - b.by)
            .map(({ item }) => item);
        const { intervals, adjustments, maintenance, exclusions, rates } = inputs;
        const shuffled = {
          intervals: shuffle(intervals),
          adjustments: shuffle(adjustments),
          maintenance: shuffle(maintenance),
          exclusions: shuffle(exclusions),
          rates: shuffle(rates),
        };
        claim(print(segmentsOf({ ...inputs, ...shuffled })) === print(segmentsOf(inputs)), "the order of the input");
      }),
      { numRuns: 10_000 },
    );
  });

  it("13: cut anywhere, seconds and cost add up to the whole, and none is negative", () => {
    fc.assert(
      fc.property(situation, fc.array(fc.integer({ min: origin, max: now }), { maxLength: 6 }), (inputs, cuts) => {
        for (const whole of countSegments(inputs)) {
          const [uncut] = cutSegment(whole, [], inputs.rates);
          const parts = cutSegment(whole, cuts, inputs.rates).map(({ segment }) => segment);
          for (const figure of ["grossMs", "excludedMs", "overlapMs", "netMs"] as const) {
            claim(sum(parts, (part) => part[figure]) === uncut!.segment[figure], figure);
          }
          claim(
            parts.every((part) => part.costMinor! >= 0n),
            "no part costs less than nothing",
          );
          const cost = parts.reduce((total, part) => total + part.costMinor!, 0n);
          claim(cost === uncut!.segment.costMinor, "cost");
        }
      }),
      { numRuns: 10_000 },
    );
  });

  it("L5: rounds half up once, whatever the parts of an hour were", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000 }), rate, (ms, perMinute) => {
        const exact = BigInt(ms) * 1_000_000n * toMillionths(perMinute);
        const cents = roundCost(exact, "EUR");
        const twice = 2n * (exact * 100n - cents * 60_000n * 1_000_000_000_000n);
        claim(twice >= -60_000n * 1_000_000_000_000n && twice < 60_000n * 1_000_000_000_000n, "half a cent at most");
      }),
      { numRuns: 10_000 },
    );
  });

  it("never rounds an availability up, and judges it by exact fractions", () => {
    const time = fc
      .record({ agreedMs: fc.integer({ min: 1, max: 2_682_000_000 }), part: fc.bigInt({ min: 0n, max: 1_000_000n }) })
      .map(({ agreedMs, part }) => ({ agreedMs, downMillionths: (BigInt(agreedMs) * part * part) / 1_000_000n }));
    fc.assert(
      fc.property(time, fc.integer({ min: 0, max: 5 }), (given, decimals) => {
        const text = availabilityText(given, decimals)!;
        const exact = 100n * (BigInt(given.agreedMs) * 1_000_000n - given.downMillionths);
        claim(toMillionths(text) * BigInt(given.agreedMs) <= exact, "cut, not rounded");
        claim(given.downMillionths === 0n || !text.startsWith("100"), "never 100 with downtime");
        claim(!isBelow(given, text), "not below what is shown");
      }),
      { numRuns: 10_000 },
    );
  });
});
