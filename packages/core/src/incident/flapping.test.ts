import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DownSpan, isFlapping } from "./flapping.ts";

const setting = { opens: 3, withinMs: 30 };
const span = (startedAt: number, endedAt: number | null, key = "k"): DownSpan => ({ key, startedAt, endedAt });

const cases: [string, DownSpan[], string, number, boolean][] = [
  ["up and down of one key", [span(0, 1), span(5, 6), span(10, null)], "k", 10, true],
  ["a new key for each flap", [span(0, 1, "a"), span(5, 6, "b"), span(10, null, "c")], "c", 10, true],
  ["one opening less", [span(0, 1), span(10, null)], "k", 10, false],
  ["the first is too long ago", [span(0, 1), span(5, 6), span(30, null)], "k", 30, false],
  ["the first is just within", [span(1, 2), span(5, 6), span(30, null)], "k", 30, true],
  ["several at once are one opening", [span(0, null, "a"), span(1, null, "b"), span(2, null, "c")], "c", 2, false],
  ["one that goes on stays down: touching", [span(0, 5, "a"), span(5, 9, "b"), span(9, null, "c")], "c", 9, false],
  [
    "a key that flaps beside one that stays down",
    [span(0, null, "a"), span(1, 2, "b"), span(4, 5, "b"), span(8, null, "b")],
    "b",
    8,
    true,
  ],
  ["what opens later does not count yet", [span(0, 1), span(5, 6), span(10, 11)], "k", 5, false],
  ["outages of length zero count", [span(0, 0), span(5, 5), span(10, 10)], "k", 10, true],
];

describe("isFlapping", () => {
  it.each(cases)("%s", (_name, spans, key, at, flaps) => {
    expect(isFlapping(spans, key, at, setting)).toBe(flaps);
  });

  it("does not ask in which order the outages became known", () => {
    const outage = fc.record({
      key: fc.constantFrom("a", "b"),
      startedAt: fc.integer({ min: 0, max: 60 }),
      lasts: fc.option(fc.integer({ min: 0, max: 20 })),
    });
    const outages = fc.array(outage, { minLength: 1, maxLength: 12 });
    const twice = outages.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    );
    fc.assert(
      fc.property(twice, ([one, other]) => {
        const spans = (all: typeof one) =>
          all.map((o) => span(o.startedAt, o.lasts === null ? null : o.startedAt + o.lasts, o.key));
        for (const { key, startedAt } of one) {
          expect(isFlapping(spans(one), key, startedAt, setting)).toBe(
            isFlapping(spans(other), key, startedAt, setting),
          );
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
