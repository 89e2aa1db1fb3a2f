import { describe, expect, it } from "vitest";
import { TokenBuckets } from "./token-buckets.ts";

const rate = { burst: 3, perSecond: 2 };

describe("TokenBuckets", () => {
  it("lets a burst through, then so many a second, each key for itself", () => {
    const buckets = new TokenBuckets();
    const taken = (key: string, now: number) => buckets.take(key, rate, now);
    expect([1, 2, 3, 4].map(() => taken("a", 0))).toEqual([true, true, true, false]);
    expect(buckets.isEmpty("a", rate, 0)).toBe(true);
    expect([taken("b", 0), buckets.isEmpty("c", rate, 0)]).toEqual([true, false]);
    expect([taken("a", 499), taken("a", 500), taken("a", 500)]).toEqual([false, true, false]);
    expect([1, 2, 3, 4].map(() => taken("a", 60_000))).toEqual([true, true, true, false]);
  });

  it("forgets the key that was used longest ago", () => {
    const buckets = new TokenBuckets(2);
    for (const key of ["a", "b", "a", "c"]) for (let i = 0; i < 3; i++) buckets.take(key, rate, 0);
    expect(["a", "b", "c"].map((key) => buckets.isEmpty(key, rate, 0))).toEqual([true, false, true]);
  });

  it("does not fill up when the clock goes back", () => {
    const buckets = new TokenBuckets();
    for (let i = 0; i < 3; i++) buckets.take("a", rate, 10_000);
    expect(buckets.take("a", rate, 0)).toBe(false);
  });
});
