import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decideTurn, type TurnBook } from "./decide-turn.ts";

const empty: TurnBook = { nextCallAt: null, turnsUntil: null };
const interval = 1_000;

/** Calls that are due at given instants, carried out by a worker that comes `lateness` after each ring. */
function simulate(dueAt: number[], lateness: (n: number) => number): { at: number; call: number }[] {
  let book = empty;
  const waiting = dueAt.map((at, call) => ({ at, call, hasTurn: false }));
  const started: { at: number; call: number }[] = [];
  for (let asked = 0; waiting.length > 0 && asked < 5_000; asked += 1) {
    waiting.sort((one, other) => one.at - other.at || one.call - other.call);
    const next = waiting.shift()!;
    const decided = decideTurn(book, { now: next.at, hasTurn: next.hasTurn }, interval);
    ({ book } = decided);
    if (decided.decision === "call") started.push({ at: next.at, call: next.call });
    else waiting.push({ at: decided.until + lateness(asked), call: next.call, hasTurn: true });
  }
  return started;
}

describe("decideTurn (G9)", () => {
  it("lets the first call go at once, and gives what comes with it turns one interval apart", () => {
    expect(simulate([0, 0, 0, 0], () => 0)).toEqual([
      { at: 0, call: 0 },
      { at: 1_000, call: 1 },
      { at: 2_000, call: 2 },
      { at: 3_000, call: 3 },
    ]);
  });

  it("lets nobody who comes later go before those who wait", () => {
    const order = simulate([0, 0, 0, 1_500], () => 0).map(({ call }) => call);
    expect(order).toEqual([0, 1, 2, 3]);
  });

  it("lets a try go on at once, and the next wait for both its calls", () => {
    const first = decideTurn(empty, { now: 0, hasTurn: false }, interval);
    const second = decideTurn(first.book, { now: 10, hasTurn: false, isUnderWay: true }, interval);
    expect(second).toEqual({ decision: "call", book: { nextCallAt: 2_000, turnsUntil: null } });
    expect(decideTurn(second.book, { now: 20, hasTurn: false }, interval)).toMatchObject({
      decision: "wait",
      until: 2_000,
    });
  });

  it("is free again after a pause", () => {
    expect(simulate([0, 10_000], () => 0).map(({ at }) => at)).toEqual([0, 10_000]);
  });

  it("never lets two calls begin closer than the interval, and lets each begin, however late workers come", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: 1, maxLength: 30 }),
        fc.array(fc.integer({ min: 0, max: 4_000 }), { minLength: 1, maxLength: 20 }),
        (dueAt, late) => {
          const started = simulate(dueAt, (n) => late[n % late.length]!);
          const gaps = started.slice(1).map(({ at }, index) => at - started[index]!.at);
          return started.length === dueAt.length && gaps.every((gap) => gap >= interval);
        },
      ),
      { numRuns: 500 },
    );
  });
});
