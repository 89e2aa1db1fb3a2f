import { expect, it } from "vitest";
import { mappingOrdinal } from "./mapping-ordinal.ts";

it("asks the glob first that says more", () => {
  const globs = ["*", "Checkout*", "Checkout API", "Checkout ???", "[abc]*", "a\\*b", "Checkout A*"];
  expect(globs.toSorted((one, other) => mappingOrdinal(one) - mappingOrdinal(other))).toEqual([
    "Checkout API",
    "a\\*b",
    "Checkout A*",
    "Checkout ???",
    "Checkout*",
    "*",
    "[abc]*",
  ]);
});
