import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { severities } from "../event/severity.ts";
import { type Fact, type FactKind, factIdentity } from "./fact.ts";
import { foldFacts } from "./fold-facts.ts";
import { referenceFold } from "./reference-fold.ts";

const minute = 60_000;
const at10 = Date.parse("2026-10-01T10:00:00Z");

function fact(kind: FactKind, afterMinutes: number, severity: Fact["severity"] = "critical"): Fact {
  return {
    kind,
    at: at10 + afterMinutes * minute,
    severity: kind === "resolved" ? "unknown" : severity,
    basis: "sender",
    mark: null,
  };
}

function told(facts: Fact[]) {
  const { outages, state } = foldFacts(facts);
  const text = outages.map(({ pieces }) =>
    pieces.map((p) => `${(p.from - at10) / minute}-${p.to === null ? "" : (p.to - at10) / minute} ${p.severity}`),
  );
  return { outages: text, state };
}

const cases: [string, Fact[], string[][], string][] = [
  ["nothing", [], [], "closed"],
  ["an opening runs on", [fact("opened", 0)], [["0- critical"]], "open"],
  ["opened, resolved", [fact("opened", 0), fact("resolved", 10)], [["0-10 critical"]], "closed"],
  ["worked example 8: the resolve first", [fact("resolved", 10), fact("opened", 0)], [["0-10 critical"]], "closed"],
  [
    "worked example 9: the gap does not count",
    [fact("opened", 0), fact("resolved", 10), fact("opened", 14)],
    [["0-10 critical"], ["14- critical"]],
    "open",
  ],
  [
    "worked example 14: a lowered severity cuts",
    [fact("opened", 0), fact("updated", 6, "medium"), fact("resolved", 10)],
    [["0-6 critical", "6-10 medium"]],
    "closed",
  ],
  ["a resolve of an unknown key proves nothing", [fact("resolved", 5)], [], "closed"],
  [
    "a resolve with its start proves the interval",
    [fact("began", 0, "low"), fact("resolved", 5)],
    [["0-5 low"]],
    "closed",
  ],
  [
    "its severity gives way to what was said at the time",
    [fact("began", 0, "low"), fact("opened", 1, "critical"), fact("resolved", 5)],
    [["0-5 critical"]],
    "closed",
  ],
  [
    "an update without a word changes nothing",
    [fact("opened", 0), fact("updated", 3, "unknown")],
    [["0- critical"]],
    "open",
  ],
  [
    "an acknowledgement holds through repeats",
    [fact("opened", 0), fact("acknowledged", 1), fact("opened", 2)],
    [["0- critical"]],
    "acknowledged",
  ],
  [
    "a re-open is open again",
    [fact("opened", 0), fact("acknowledged", 1), fact("resolved", 2), fact("opened", 3)],
    [["0-2 critical"], ["3- critical"]],
    "open",
  ],
  ["up before: opened, then resolved", [fact("resolved", 0), fact("opened", 0)], [["0-0 critical"]], "closed"],
  [
    "down before: resolved, then opened",
    [fact("opened", 0), fact("opened", 5), fact("resolved", 5)],
    [["0-5 critical"], ["5- critical"]],
    "open",
  ],
  [
    "acknowledged first: while up it meets nothing",
    [fact("acknowledged", 0), fact("opened", 0)],
    [["0- critical"]],
    "open",
  ],
  [
    "the worst of one instant holds",
    [fact("opened", 0, "low"), fact("opened", 0, "high"), fact("opened", 0, "unknown")],
    [["0- high"]],
    "open",
  ],
  [
    "a late resolve cuts",
    [fact("opened", 0), fact("opened", 8), fact("resolved", 4)],
    [["0-4 critical"], ["8- critical"]],
    "open",
  ],
];

describe("foldFacts", () => {
  it.each(cases)("%s", (_name, facts, outages, state) => {
    expect(told(facts)).toEqual({ outages, state });
  });

  const anyFact = fc.record({
    kind: fc.constantFrom<FactKind[]>("began", "opened", "acknowledged", "updated", "resolved"),
    at: fc.integer({ min: 0, max: 12 }),
    severity: fc.constantFrom(...severities),
    basis: fc.constantFrom("sender" as const, "received" as const),
    mark: fc.constant(null),
  });
  const history = fc
    .uniqueArray(anyFact, { selector: factIdentity, maxLength: 14 })
    .map((facts) => facts.map((f) => (f.kind === "resolved" ? { ...f, severity: "unknown" as const } : f)));

  it("agrees with the reference fold, in any order of the facts", () => {
    const shuffled = history.chain((facts) => fc.shuffledSubarray(facts, { minLength: facts.length }));
    fc.assert(
      fc.property(shuffled, (facts) => {
        const fold = foldFacts(facts);
        const outages = fold.outages.map(({ startedAt, endedAt, pieces }) => ({
          startedAt,
          endedAt,
          pieces: pieces.map((p) => [p.from, p.to, p.severity]),
        }));
        expect({ outages, status: fold.state }).toEqual(referenceFold(facts));
      }),
      { numRuns: 5_000 },
    );
  });

  it("covers each outage with pieces that touch", () => {
    fc.assert(
      fc.property(history, (facts) => {
        for (const outage of foldFacts(facts).outages) {
          expect(outage.pieces[0]!.from).toBe(outage.startedAt);
          expect(outage.pieces.at(-1)!.to).toBe(outage.endedAt);
          outage.pieces.slice(1).forEach((piece, index) => {
            expect(piece.from).toBe(outage.pieces[index]!.to);
            expect(piece.severity).not.toBe(outage.pieces[index]!.severity);
          });
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
