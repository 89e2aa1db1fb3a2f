import type { Dated } from "@signalbox/database";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { endHeld, firstDifference, setHeld } from "./timeline.ts";

const held = (value: string, from: number, until: number | null = null): Dated<string> => ({ value, from, until });

describe("setHeld", () => {
  it.each<[what: string, before: Dated<string>[], line: Dated<string>, after: Dated<string>[]]>([
    ["the first", [], held("a", 5), [held("a", 5)]],
    ["a later one ends the one before", [held("a", 0)], held("b", 5), [held("a", 0, 5), held("b", 5)]],
    ["an earlier one replaces all", [held("a", 3, 7), held("b", 7)], held("c", 0), [held("c", 0)]],
    ["what would come later goes", [held("a", 0, 5), held("b", 5)], held("c", 3), [held("a", 0, 3), held("c", 3)]],
    ["the same again changes nothing", [held("a", 0, 5), held("b", 5)], held("b", 5), [held("a", 0, 5), held("b", 5)]],
    ["neighbours of one value become one", [held("a", 0)], held("a", 5), [held("a", 0)]],
    ["a gap stays", [held("a", 0, 3)], held("b", 5), [held("a", 0, 3), held("b", 5)]],
    ["an end", [held("a", 0)], held("b", 5, 9), [held("a", 0, 5), held("b", 5, 9)]],
  ])("%s", (_what, before, line, after) => {
    expect(setHeld(before, line)).toEqual(after);
  });

  it("keeps lines in order and apart, and says the new value from its beginning on", () => {
    const line = fc.record({
      value: fc.constantFrom("a", "b", "c"),
      from: fc.nat(50),
      length: fc.option(fc.integer({ min: 1, max: 20 })),
    });
    const asLine = ({ value, from, length }: { value: string; from: number; length: number | null }) =>
      held(value, from, length === null ? null : from + length);
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), line, (first, last) => {
        const before = first.map(asLine).reduce<Dated<string>[]>(setHeld, []);
        const set = asLine(last);
        const after = setHeld(before, set);
        const at = (lines: Dated<string>[], instant: number) =>
          lines.find((one) => one.from <= instant && (one.until === null || instant < one.until))?.value;
        for (let instant = 0; instant < 80; instant++) {
          const isNew = instant >= set.from;
          const expected = isNew ? at([set], instant) : at(before, instant);
          expect(at(after, instant)).toBe(expected);
        }
        for (const [index, one] of after.entries()) {
          expect(one.until === null || one.until > one.from).toBe(true);
          if (index > 0) expect(after[index - 1]!.until).toBeLessThanOrEqual(one.from);
        }
        expect(setHeld(after, set)).toEqual(after);
      }),
    );
  });
});

describe("endHeld", () => {
  it("ends what holds and drops what would begin", () => {
    expect(endHeld([held("a", 0, 3), held("b", 3), held("c", 9)], 5)).toEqual([held("a", 0, 3), held("b", 3, 5)]);
  });
});

describe("firstDifference", () => {
  it.each<[before: Dated<string>[], after: Dated<string>[], at: number | null]>([
    [[], [], null],
    [[held("a", 0)], [held("a", 0)], null],
    [[held("a", 0)], [held("a", 0, 5), held("b", 5)], 5],
    [[held("a", 0)], [held("a", 2)], 0],
    [[held("a", 0, 5), held("a", 5)], [held("a", 0)], null],
    [[held("a", 0)], [held("a", 0, 5)], 5],
  ])("%j → %j differ at %j", (before, after, at) => {
    expect(firstDifference(before, after)).toBe(at);
  });
});
