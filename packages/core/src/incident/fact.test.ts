import { describe, expect, it } from "vitest";
import { factsOf, timeEvent } from "./fact.ts";
import { opensTooLongAgo } from "./too-old.ts";

const received = Date.parse("2026-10-01T10:00:00Z");
const minute = 60_000;

function timed(type: "opened" | "resolved", occurredAt: number | null, startedAt: number | null = null) {
  return timeEvent({ type, occurredAt, startedAt, severity: "high" }, received);
}

describe("timeEvent", () => {
  it("takes the sender's time, also when it is a little ahead", () => {
    expect(timed("opened", received + 5 * minute)).toMatchObject({
      at: received + 5 * minute,
      basis: "sender",
      marks: [],
    });
  });

  it("takes the receipt where there is no time, or one more than 5 minutes ahead, and marks that", () => {
    expect(timed("opened", null)).toMatchObject({ at: received, basis: "received", marks: [] });
    expect(timed("opened", received + 5 * minute + 1)).toMatchObject({
      at: received,
      basis: "received",
      marks: ["sender-time-in-future"],
    });
  });

  it("takes an end before its start as length zero, and marks that", () => {
    expect(timed("resolved", received - 9, received - 3)).toMatchObject({
      at: received - 3,
      startedAt: null,
      marks: ["ended-before-started"],
    });
  });

  it("states two facts for a resolve that carries the start", () => {
    expect(factsOf(timed("resolved", received, received - minute))).toEqual([
      { at: received - minute, kind: "began", severity: "high", basis: "sender", mark: null },
      { at: received, kind: "resolved", severity: "unknown", basis: "sender", mark: null },
    ]);
  });
});

describe("opensTooLongAgo", () => {
  const days = 24 * 60 * minute;
  it.each([
    [timed("opened", received - 30 * days), false],
    [timed("opened", received - 30 * days - 1), true],
    [timed("resolved", received, received - 31 * days), true],
    [timed("resolved", received - 31 * days), false],
  ])("%#", (event, isTooOld) => {
    expect(opensTooLongAgo(event, received)).toBe(isTooOld);
  });
});
