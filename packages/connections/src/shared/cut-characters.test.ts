import fc from "fast-check";
import { expect, it } from "vitest";
import { cutCharacters } from "./cut-characters.ts";

const spell = (character: string) => (character === "&" ? "&amp;" : character);

it("leaves a text that fits as it is, and keeps one that doesn't within the limit, in whole characters", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "&", "😀", "Ü", "\n"), maxLength: 60 });
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 40 }), (given, max) => {
      const whole = [...given].map(spell).join("");
      const cut = cutCharacters(given, max, spell);
      expect(cut.length).toBeLessThanOrEqual(max);
      if (whole.length <= max) expect(cut).toBe(whole);
      else {
        expect(cut.endsWith("…")).toBe(true);
        expect(whole.startsWith(cut.slice(0, -1))).toBe(true);
        expect(cut.replaceAll("&amp;", "").includes("&")).toBe(false);
        expect(cut.isWellFormed()).toBe(true);
      }
    }),
  );
});
