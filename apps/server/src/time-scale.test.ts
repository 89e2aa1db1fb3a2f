import { expect, it } from "vitest";
import { readTimeScale } from "./time-scale.ts";

it("is 1 where it is unset, and nothing but a number above 0, at most 1", () => {
  expect([undefined, "", "1", "0.05"].map(readTimeScale)).toEqual([1, 1, 1, 0.05]);
  for (const text of ["0", "-1", "2", "fast", "NaN", "Infinity"]) {
    expect(() => readTimeScale(text)).toThrow("SIGNALBOX_TIME_SCALE must be");
  }
});
