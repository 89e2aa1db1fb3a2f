import { expect, it } from "vitest";
import { mapInTurns } from "./map-in-turns.ts";

const busy = (ms: number): void => {
  const until = performance.now() + ms;
  while (performance.now() < until);
};

it("maps in order, and lets others have their turn in between", async () => {
  let turns = 0;
  const other = setInterval(() => turns++, 1);
  const mapped = await mapInTurns([1, 2, 3, 4, 5, 6], (n, index) => {
    busy(15);
    return [n, index, turns];
  });
  clearInterval(other);
  expect(mapped.map(([n, index]) => [n, index])).toEqual([1, 2, 3, 4, 5, 6].map((n) => [n, n - 1]));
  expect(mapped.at(-1)![2]).toBeGreaterThan(0);
});
