import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { availabilityText, exactSeconds } from "./availability.ts";
import type { Composition } from "./compose-contract.ts";
import { type ContractTerms, creditAtRisk, crossingsOf, standingOf } from "./contract-standing.ts";
import { countSegments, type LedgerInputs } from "./count-segments.ts";
import { agreedTime } from "./excluded-time.ts";
import { at, down, ledgerInputs } from "./ledger-under-test.ts";
import { toMillionths } from "./money.ts";
import { type ComponentDowntime, serviceMeans, slaLines } from "./sla-lines.ts";
import { intersect } from "./spans.ts";

const month = { from: at("00:00:00"), to: at("23:00:00") };
const minutes = (count: number) => count * 60_000;

function component(key: string, own: Partial<LedgerInputs>): ComponentDowntime {
  const inputs = ledgerInputs(own);
  const segments = countSegments(inputs);
  const spans = segments.flatMap(({ counted, weight }) =>
    intersect(counted, [month]).map((span) => ({ ...span, weight: toMillionths(weight) })),
  );
  return {
    key,
    segments,
    agreed: agreedTime(month, inputs.policies, inputs),
    down: spans.sort((a, b) => a.from - b.from),
  };
}

const terms = (own: Partial<ContractTerms> = {}): ContractTerms => ({
  components: ["a"],
  compose: "any-down",
  target: "99",
  fee: { amount: "12000.00", currency: "EUR", per: "month" },
  credits: [
    { below: "99", percent: 5 },
    { below: "95", percent: 10 },
  ],
  from: 0,
  until: null,
  ...own,
});

const outage = (id: string, from: string, to: string | null, severity: "critical" | "medium" = "critical") =>
  down(id, from, to, severity);

describe("standingOf", () => {
  const a = component("a", { intervals: [outage("i1", "01:00:00", "01:10:00")] });

  it("divides by the whole month for what it comes to, and by what has passed for the figure to date", () => {
    const standing = standingOf(terms(), month, [a], at("02:00:00"))!;
    expect(availabilityText(standing.time, 4)).toBe("99.2753");
    expect(availabilityText(standing.toDate, 4)).toBe("91.6666");
    expect(standing).toMatchObject({ isMet: true, credit: null });
    expect(standing.budget).toMatchObject({ wholeMs: minutes(13.8), leftMs: minutes(3.8) });
    expect(standing.next).toEqual({ below: "99", percent: 5, minor: 60_000n, leftMs: minutes(3.8) });
  });

  it.each<[string, Partial<ContractTerms>, unknown]>([
    [
      "misses its target, and a credit is due",
      { target: "99.5", credits: [{ below: "99.5", percent: 5 }] },
      [false, 60_000n],
    ],
    [
      "holds for a part of the month: its fee and its time are that part",
      { from: at("11:30:00"), target: "100" },
      [true, undefined],
    ],
    [
      "ends within the outage: what follows is not its own",
      { until: at("01:05:00"), target: "100", credits: [{ below: "100", percent: 100 }] },
      [false, 56_522n],
    ],
    [
      "has no fee: the credit is known by its percentage alone",
      { fee: null, credits: [{ below: "100", percent: 5 }] },
      [true, null],
    ],
  ])("%s", (_what, own, expected) => {
    const { isMet, credit } = standingOf(terms(own), month, [a], month.to)!;
    expect([isMet, credit?.minor]).toEqual(expected);
  });

  it("is none where the contract holds at no instant of the month", () => {
    expect(standingOf(terms({ until: month.from }), month, [a], month.to)).toBeNull();
    expect(standingOf(terms({ from: month.to }), month, [a], month.to)).toBeNull();
  });

  it("has no verdict and no credit where no time was agreed", () => {
    const closed = component("a", {
      intervals: [outage("i1", "01:00:00", "02:00:00")],
      exclusions: [{ id: 1, ...month }],
    });
    const standing = standingOf(terms({ credits: [{ below: "100", percent: 5 }] }), month, [closed], month.to)!;
    expect([availabilityText(standing.time, 4), standing.isMet, standing.credit]).toEqual([null, null, null]);
  });
});

describe("crossingsOf", () => {
  const a = component("a", { intervals: [outage("i1", "01:00:00", "01:05:00")] });
  const b = component("b", { intervals: [outage("i2", "03:00:00", "03:10:00")] });
  const stake = (own: Partial<ContractTerms>, components = [a]) => {
    const one = terms(own);
    return { terms: one, standing: standingOf(one, month, components, month.to)! };
  };

  it("tells contracts with one bound together, nearest first, each currency apart", () => {
    const dear = { amount: "100.00", currency: "USD", per: "month" as const };
    const crossings = crossingsOf(a, [
      stake({}),
      stake({}),
      stake({ fee: dear }),
      stake({ credits: [{ below: "98", percent: 1 }] }),
    ]);
    expect(crossings).toEqual([
      {
        below: "99",
        leftMs: minutes(8.8),
        contracts: 3,
        credit: [
          { currency: "EUR", minor: 120_000n },
          { currency: "USD", minor: 500n },
        ],
      },
      { below: "98", leftMs: minutes(22.6), contracts: 1, credit: [{ currency: "EUR", minor: 12_000n }] },
    ]);
  });

  it("puts the nearest credit at risk, in the component's currency where there is one", () => {
    const crossing = (leftMs: number, ...credit: { currency: string; minor: bigint }[]) => ({
      below: "99",
      leftMs,
      contracts: 1,
      credit,
    });
    const crossings = [
      crossing(1),
      crossing(2, { currency: "USD", minor: 5n }),
      crossing(3, { currency: "EUR", minor: 7n }),
    ];
    expect(creditAtRisk(crossings, "EUR")).toEqual({ currency: "EUR", minor: 7n });
    expect(creditAtRisk(crossings.slice(0, 2), "EUR")).toEqual({ currency: "USD", minor: 5n });
    expect(creditAtRisk(crossings.slice(0, 1), "EUR")).toBeNull();
  });

  it("is what falls due beyond what is due already", () => {
    const long = component("a", { intervals: [outage("i1", "01:00:00", "01:20:00")] });
    expect(crossingsOf(long, [stake({}, [long])])).toMatchObject([{ below: "95", credit: [{ minor: 60_000n }] }]);
  });

  it("counts a component's own distance where the worst of several decides", () => {
    const both = { components: ["a", "b"], compose: "worst" as const };
    expect(crossingsOf(a, [stake(both, [a, b])])[0]?.leftMs).toBe(minutes(8.8));
    expect(crossingsOf(b, [stake(both, [a, b])])[0]?.leftMs).toBe(minutes(3.8));
    expect(crossingsOf(a, [stake({ ...both, compose: "any-down" }, [a, b])])[0]?.leftMs).toBe(minutes(54));
  });
});

describe("slaLines", () => {
  it("says of each interruption what counted and why the rest did not", () => {
    const a = component("a", {
      intervals: [outage("i1", "10:00:00", "10:20:00"), outage("i2", "10:10:00", "10:30:00", "medium")],
      maintenance: [{ id: 1, from: at("10:05:00"), to: at("10:15:00"), announcedAt: at("09:00:00") }],
    });
    const { time, held } = standingOf(terms(), month, [a], month.to)!;
    const lines = slaLines([a], time, held);
    expect(
      lines.map(({ countedMs, notCounted }) => [
        countedMs / 60_000,
        notCounted.map(({ why, ms }) => `${why} ${ms / 60_000}`),
      ]),
    ).toEqual([
      [10, ["maintenance 10"]],
      [10, ["maintenance 5", "counted-with-another 5"]],
    ]);
    expect(exactSeconds(lines.reduce((sum, line) => sum + line.weightedMillionths, 0n))).toBe("900");
    expect(serviceMeans(lines, time.agreedMs, new Map([["i1", 90_000]]))).toMatchObject({
      outages: 2,
      restoreMs: minutes(20),
      betweenFailuresMs: minutes((23 * 60 - 10 - 20) / 2),
      acknowledgeMs: 90_000,
    });
  });

  it("names the component that decides where the worst does", () => {
    const a = component("a", { intervals: [outage("i1", "01:00:00", "01:05:00")] });
    const b = component("b", { intervals: [outage("i2", "03:00:00", null)] });
    const { time, held } = standingOf(terms({ compose: "worst" }), month, [a, b], month.to)!;
    expect(slaLines([a, b], time, held)).toMatchObject([
      { component: "a", countedMs: 0, notCounted: [{ why: "another-component", ms: minutes(5) }] },
      { component: "b", endedAt: null, countedMs: minutes(20 * 60), notCounted: [] },
    ]);
  });

  it("adds up: Σ lines = D, and each line's parts = its duration, whatever overlaps what", () => {
    const minute = fc.integer({ min: 0, max: 22 * 60 });
    const interval = fc.record({ start: minute, length: fc.integer({ min: 0, max: 90 }), mild: fc.boolean() });
    const span = fc.record({ start: minute, length: fc.integer({ min: 1, max: 120 }) });
    const time = (start: number) => month.from + minutes(start);
    const arbitrary = fc.record({
      incidents: fc.array(fc.tuple(fc.constantFrom("a", "b"), interval), { maxLength: 8 }),
      maintenance: fc.array(span, { maxLength: 2 }),
      exclusions: fc.array(span, { maxLength: 2 }),
      compose: fc.constantFrom<Composition>("worst", "any-down"),
      held: span,
    });
    fc.assert(
      fc.property(arbitrary, ({ incidents, maintenance, exclusions, compose, held }) => {
        const components = ["a", "b"].map((key) =>
          component(key, {
            intervals: incidents.flatMap(([whose, { start, length, mild }], index) =>
              whose === key
                ? [
                    {
                      ...outage(`i${index}`, "00:00:00", "00:00:00", mild ? "medium" : "critical"),
                      startedAt: time(start),
                      endedAt: time(start + length),
                      receivedAt: time(start),
                    },
                  ]
                : [],
            ),
            maintenance: maintenance.map(({ start, length }, id) => ({
              id,
              from: time(start),
              to: time(start + length),
              announcedAt: 0,
            })),
            exclusions: exclusions.map(({ start, length }, id) => ({
              id,
              from: time(start),
              to: time(start + length),
            })),
          }),
        );
        const contract = terms({ compose, from: time(held.start), until: time(held.start + held.length) });
        const standing = standingOf(contract, month, components, month.to)!;
        const lines = slaLines(components, standing.time, standing.held);
        expect(lines.reduce((sum, line) => sum + line.weightedMillionths, 0n)).toBe(standing.time.downMillionths);
        for (const { durationMs, countedMs, notCounted } of lines) {
          expect(countedMs + notCounted.reduce((sum, { ms }) => sum + ms, 0)).toBe(durationMs);
        }
      }),
      { numRuns: 500 },
    );
  });
});
