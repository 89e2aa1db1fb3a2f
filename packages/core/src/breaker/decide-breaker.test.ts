import { describe, expect, it } from "vitest";
import { askBreaker, type Breaker, breakerPolicy, closedBreaker, recordCall } from "./decide-breaker.ts";

const policy = breakerPolicy;
const start = Date.UTC(2026, 10, 2, 9);
const record = (breaker: Breaker, verdict: "success" | "failure" | "neutral", at = 0, by = "a") =>
  recordCall(breaker, { now: start + at, by, verdict }, policy);
const ask = (breaker: Breaker, at: number, by = "a") =>
  askBreaker(breaker, { now: start + at, by, leaseUntil: start + at + 40_000 }, policy);
const fail = (breaker: Breaker, times: number, at = 0) =>
  Array.from({ length: times }).reduce<Breaker>((before) => record(before, "failure", at), breaker);

describe("breaker (G7)", () => {
  it("opens at 10 calls of which half failed, not before", () => {
    let breaker = fail(closedBreaker, 9);
    expect(breaker.state).toBe("closed");
    breaker = fail(closedBreaker, 5);
    for (let i = 0; i < 4; i += 1) breaker = record(breaker, "success");
    expect(record(breaker, "success")).toMatchObject({ state: "open", openUntil: start + 30_000, trips: 1 });
  });

  it("counts refusals of a request for nothing, and forgets after the window", () => {
    expect(record(fail(closedBreaker, 9), "neutral").state).toBe("closed");
    expect(record(fail(closedBreaker, 9), "failure", 60_000)).toMatchObject({ state: "closed", windowCalls: 1 });
  });

  it("parks while open, then lets one probe through over all who ask", () => {
    const open = fail(closedBreaker, 10);
    expect(ask(open, 29_999)).toMatchObject({ decision: "park", until: start + 30_000 });
    const first = ask(open, 30_000, "a");
    expect(first).toMatchObject({ decision: "call", breaker: { state: "half_open", probeBy: "a" } });
    expect(ask(first.breaker, 30_001, "b")).toMatchObject({ decision: "park", until: start + 32_001 });
    expect(ask(first.breaker, 70_001, "b")).toMatchObject({ decision: "call", breaker: { probeBy: "b" } });
  });

  it("closes after three probes that worked, and doubles its time when one fails, up to ten minutes", () => {
    let breaker = ask(fail(closedBreaker, 10), 30_000).breaker;
    for (let i = 0; i < 2; i += 1) breaker = ask(record(breaker, "success", 30_100), 30_200).breaker;
    expect(record(breaker, "success", 30_300)).toEqual(closedBreaker);
    let at = 30_000;
    for (const openMs of [60_000, 120_000, 240_000, 480_000, 600_000, 600_000]) {
      breaker = record({ ...breaker, probeBy: "a" }, "failure", at);
      expect(breaker).toMatchObject({ state: "open", openUntil: start + at + openMs });
      at += openMs;
      breaker = ask(breaker, at).breaker;
    }
  });

  it("takes no notice of calls that began before it opened", () => {
    const open = fail(closedBreaker, 10);
    expect(record(open, "success")).toBe(open);
    const halfOpen = ask(open, 30_000, "a").breaker;
    expect(record(halfOpen, "failure", 30_001, "old")).toBe(halfOpen);
  });
});
