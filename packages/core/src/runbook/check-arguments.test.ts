import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkArguments, refuseParameter } from "./check-arguments.ts";
import type { ParameterSpec } from "./runbook.ts";

const unit: ParameterSpec = { type: "text", pattern: "[a-z][a-z-]{0,30}" };
const count: ParameterSpec = { type: "integer", least: 1, most: 8, default: "2" };
const mode: ParameterSpec = { type: "choice", of: ["soft", "hard"] };

describe("checkArguments", () => {
  it("takes what is given, and defaults for the rest", () => {
    const given = checkArguments({ unit, count, mode }, { unit: "checkout", mode: "soft" });
    expect(given).toEqual({ outcome: "filled", values: { unit: "checkout", count: "2", mode: "soft" } });
  });

  it("names everything that is wrong at once", () => {
    const refused = checkArguments({ unit, count, mode }, { count: "9", mode: "brutal", other: "x" });
    expect(refused.outcome === "refused" && refused.problems.map(({ message }) => message)).toEqual([
      'there is no argument "other": it takes unit, count, mode',
      'the argument "unit": it is required',
      'the argument "count": "9" is no whole number from 1 to 8',
      'the argument "mode": "brutal" is none of soft, hard',
    ]);
  });

  it.each([
    ["checkout; rm -rf /"],
    ["checkout\n"],
    ["checkout\u0000"],
    ["../x"],
    [""],
    ["Checkout"],
    ["x".repeat(600)],
  ])("lets no text through that does not match as a whole: %j", (value) => {
    expect(checkArguments({ unit }, { unit: value }).outcome).toBe("refused");
  });

  it.each(["01", "1.5", "-0", "1e3", " 1", "0x2", "9999999999999999"])("takes %j for no whole number", (value) => {
    expect(checkArguments({ count }, { count: value }).outcome).toBe("refused");
  });

  it("gives back only values that it was given or that are defaults, and never one with a control character", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom("unit", "count", "mode", "__proto__"), fc.string()), (given) => {
        const checked = checkArguments({ unit, count, mode }, given);
        if (checked.outcome === "refused") return checked.problems.length > 0;
        return Object.entries(checked.values).every(
          ([name, value]) => !/\p{Cc}/u.test(value) && (given[name] === value || (name === "count" && value === "2")),
        );
      }),
    );
  });
});

describe("refuseParameter", () => {
  it.each<[ParameterSpec, string | null]>([
    [unit, null],
    [{ type: "text", pattern: "(a" }, "RE2"],
    [{ type: "text", pattern: "(a{100}){100}" }, ""],
    [{ type: "text", pattern: "a+", default: "b" }, "its default"],
    [{ type: "integer", least: 3, most: 2 }, "least is more than most"],
    [{ type: "choice", of: ["a"], default: "b" }, "its default"],
  ])("judges %j", (spec, words) => {
    const refusal = refuseParameter(spec);
    if (words === null) expect(refusal).toBeNull();
    else expect(refusal).toContain(words);
  });
});
