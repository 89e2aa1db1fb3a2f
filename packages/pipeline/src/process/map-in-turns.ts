import { setImmediate as nextTurn } from "node:timers/promises";

const turnMs = 10;

/** Maps one after the other. Every few milliseconds all else in the process has its turn: a page that is under way does not
 *  wait until a batch of hundreds is through. */
export async function mapInTurns<T, R>(items: readonly T[], map: (item: T, index: number) => R): Promise<R[]> {
  const results: R[] = [];
  let since = performance.now();
  for (const [index, item] of items.entries()) {
    results.push(map(item, index));
    if (performance.now() - since < turnMs) continue;
    await nextTurn();
    since = performance.now();
  }
  return results;
}
