import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BatchPace } from "./batch-pace.ts";

/** What transactions of a steady cost per delivery make of it. */
function paceAfter(msPerDelivery: number, transactions: number): number {
  const pace = new BatchPace();
  for (let n = 0; n < transactions; n++) pace.note({ deliveries: pace.max, tookMs: pace.max * msPerDelivery });
  return pace.max;
}

describe("the size of a batch", () => {
  it("grows while transactions are short, and no further than the largest", () => {
    expect(paceAfter(0.1, 10)).toBe(BatchPace.largest);
  });

  it("shrinks as soon as one took long, and is never less than a few", () => {
    const pace = new BatchPace();
    for (let n = 0; n < 5; n++) pace.note({ deliveries: pace.max, tookMs: 10 });
    pace.note({ deliveries: 250, tookMs: 1_500 });
    expect(pace.max).toBe(25);
    pace.note({ deliveries: 25, tookMs: 60_000 });
    expect(pace.max).toBe(20);
  });

  it("is not made larger by transactions that did not fill it", () => {
    const pace = new BatchPace();
    const before = pace.max;
    for (let n = 0; n < 100; n++) pace.note({ deliveries: 1, tookMs: 1 });
    expect(pace.max).toBe(before);
  });

  it("stays within its bounds whatever transactions take", () => {
    const done = fc.record({ deliveries: fc.nat(250), tookMs: fc.double({ min: 0, max: 1e6, noNaN: true }) });
    fc.assert(
      fc.property(fc.array(done), (all) => {
        const pace = new BatchPace();
        for (const one of all) pace.note(one);
        return Number.isInteger(pace.max) && pace.max >= 20 && pace.max <= BatchPace.largest;
      }),
    );
  });
});
