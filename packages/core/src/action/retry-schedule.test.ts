import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextTryDelayMs, retryPolicies, retryPolicyOf, scalePolicy } from "./retry-schedule.ts";

const { standard, page, once } = retryPolicies;

describe("nextTryDelayMs", () => {
  it("follows the table", () => {
    const pauses = (policy: typeof page, count: number) =>
      Array.from({ length: count }, (_none, tries) => nextTryDelayMs(policy, { tries, dueForMs: 0 }, 0.5));
    expect(pauses(standard, 10)).toEqual([0, 2e3, 5e3, 15e3, 30e3, 60e3, 120e3, 300e3, 900e3, 900e3]);
    expect(pauses(page, 8)).toEqual([0, 2e3, 5e3, 10e3, 20e3, 40e3, 60e3, 60e3]);
  });

  it("ends with the policy, and never repeats a remediation", () => {
    expect(nextTryDelayMs(standard, { tries: 50, dueForMs: 86_399_999 }, 0.5)).toBe(900_000);
    expect(nextTryDelayMs(standard, { tries: 50, dueForMs: 86_400_000 }, 0.5)).toBeNull();
    expect(nextTryDelayMs(page, { tries: 20, dueForMs: 1_800_000 }, 0.5)).toBeNull();
    expect(nextTryDelayMs(once, { tries: 1, dueForMs: 0 }, 0.5)).toBeNull();
    expect(retryPolicyOf("remediate", "send")).toBe(once);
    expect(retryPolicyOf("ticket", "create")).toBe(standard);
  });

  it("hurries with a page, not with its end", () => {
    expect(retryPolicyOf("page", "create")).toBe(page);
    expect(retryPolicyOf("page", "send")).toBe(page);
    expect(retryPolicyOf("page", "close")).toBe(standard);
  });

  it.each([
    [120_000, 120_000],
    [999_999_999_000, 3_600_000],
    [1_000, 2_000],
    [0, 2_000],
  ])("obeys Retry-After %i ms by waiting %i (G5)", (retryAfterMs, expected) => {
    expect(nextTryDelayMs(standard, { tries: 1, dueForMs: 0, retryAfterMs }, 0.5)).toBe(expected);
  });

  it("stays within 20 % of the table for any random number", () => {
    const number = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 30 }), number, (tries, random) => {
        const base = standard.delaysMs[tries] ?? standard.thenEveryMs;
        const delay = nextTryDelayMs(standard, { tries, dueForMs: 0 }, random) ?? Number.NaN;
        return delay >= Math.floor(base * 0.8) && delay <= Math.ceil(base * 1.2);
      }),
    );
  });

  it("scales every length of time", () => {
    const scaled = scalePolicy(standard, 1 / 30);
    expect(nextTryDelayMs(scaled, { tries: 3, dueForMs: 0 }, 0.5)).toBe(500);
    expect(scaled.lateAfterMs).toBe(10_000);
  });
});
