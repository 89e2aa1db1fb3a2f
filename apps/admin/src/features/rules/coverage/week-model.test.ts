import type { CoverageAnswer } from "@signalbox/contract";
import { describe, expect, it } from "vitest";
import { gridOf, whoOf } from "./week-model.ts";

const hour = (day: string, clock: string, offset: string) => ({
  from: `${day}${clock}${offset}`,
  day,
  clock,
  offset,
  answers: [0],
});
const paged = (person: string | null): CoverageAnswer => ({
  told: [
    { rule: "a", kind: "ticket", connection: "desk", holdSeconds: 0, to: null },
    {
      rule: "a",
      kind: "page",
      connection: "pager",
      holdSeconds: 0,
      to: { team: "payments", person, basis: null, askedAt: null },
    },
  ],
  silence: null,
  nobodyOnCall: false,
});

describe("gridOf", () => {
  it("shows the hour that happens twice in one place, and none for the one that does not", () => {
    const { days, clocks } = gridOf([
      hour("2026-10-24", "01:00", "+02:00"),
      hour("2026-10-25", "02:00", "+02:00"),
      hour("2026-10-25", "02:00", "+01:00"),
    ]);
    expect(clocks).toEqual(["01:00", "02:00"]);
    expect(days.map(({ label, at }) => [label, at.get("02:00")?.length ?? 0])).toEqual([
      ["Sat 24 Oct", 0],
      ["Sun 25 Oct", 2],
    ]);
  });
});

describe("whoOf", () => {
  it.each<[CoverageAnswer[], string, string]>([
    [[paged("ana@example.test")], "ana", "plain"],
    [[paged("ana@example.test"), paged("ben@example.test")], "ana / ben", "plain"],
    [[paged(null)], "payments", "plain"],
    [[{ ...paged(null), nobodyOnCall: true }], "no one on call", "wait"],
    [[paged("ana@example.test"), { told: [], silence: "x", nobodyOnCall: false }], "ana / nobody", "act"],
  ])("%#", (answers, words, tone) => {
    expect(whoOf(answers)).toEqual({ words, tone });
  });
});
