import fc from "fast-check";
import { expect, it } from "vitest";
import { toIso } from "./time.ts";

it("prints an instant as the calendar does, whatever was printed before", () => {
  const near = fc.integer({ min: -2_000_000_000, max: 2_000_000_000 });
  const any = fc.double({ min: -8.64e15, max: 8.64e15, noNaN: true });
  fc.assert(
    fc.property(fc.array(fc.oneof(near, any), { maxLength: 20 }), (instants) => {
      expect(instants.map(toIso)).toEqual(instants.map((at) => new Date(at).toISOString()));
    }),
  );
  for (const none of [Number.NaN, 8.64e15 + 1, Number.POSITIVE_INFINITY]) expect(() => toIso(none)).toThrow(RangeError);
});
