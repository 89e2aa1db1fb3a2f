import { Buffer } from "node:buffer";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isJsonObject } from "./json.ts";
import { parseJson } from "./parse-json.ts";

const parse = (text: string) => parseJson(Buffer.from(text));
const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
const keys = (count: number) => `{${Array.from({ length: count }, (_, index) => `"k${index}":1`).join(",")}}`;

describe("parseJson", () => {
  it.each([
    ["64 levels", nested(64), "read"],
    ["65 levels", nested(65), "too deep"],
    ["100,000 levels", nested(100_000), "too deep"],
    ["65 levels of objects", '{"a":'.repeat(65), "too deep"],
    ["brackets inside a string", JSON.stringify(nested(1000)), "read"],
    ["a quote escaped before brackets", `["\\"${"[".repeat(1000)}"]`, "read"],
    ["40,000 keys", keys(40_000), "read"],
    ["100,000 keys", keys(100_000), "too large to read"],
    ["99,999 values", `[${"1,".repeat(99_998)}1]`, "read"],
    ["100,000 values and their list", `[${"1,".repeat(99_999)}1]`, "too large to read"],
    ["an open brace", "{", "unparsable"],
    ["two objects in a row", '{"a":1}{"a":2}', "unparsable"],
    ["objects line by line", '{"a":1}\n{"a":2}\n', "unparsable"],
    ["a line break in a string", '{"a":"b\nc"}', "unparsable"],
    ["NaN", '{"a":NaN}', "unparsable"],
    ["a number with a leading zero", '{"a":01234567890123456789}', "unparsable"],
    ["nothing", "", "unparsable"],
    ["an open string", '{"a":"', "unparsable"],
    ["a string that ends in a backslash", '{"a":"\\', "unparsable"],
  ])("judges %s", (_, text, expected) => {
    const outcome = parse(text);
    expect(outcome.outcome === "read" ? "read" : outcome.reason).toBe(expected);
  });

  it("says where the syntax breaks without quoting the body", () => {
    const outcome = parse('{"secret": "hunter2", oops}');
    expect(outcome).toMatchObject({ outcome: "unreadable", detail: "the body is not valid JSON (near character 22)" });
  });

  it.each([
    ["9007199254740991", 9007199254740991],
    ["9007199254740992", "9007199254740992"],
    ["-1795162530288000110", "-1795162530288000110"],
    ["1e400", "1e400"],
    ["1E+200000", "1E+200000"],
    ["1.7951625302880001", 1.7951625302880001],
    ["1795162498.25", 1795162498.25],
    ["-0.5e3", -500],
    ["1e99", 1e99],
    ["1.5e-308", "1.5e-308"],
    [`${"9".repeat(300)}.5`, `${"9".repeat(300)}.5`],
    ["9".repeat(5_000), "9".repeat(5_000)],
  ])("reads the number %.40s", (text, value) => {
    expect(parse(`{"n": ${text}, "list":[${text}]}`)).toEqual({ outcome: "read", value: { n: value, list: [value] } });
  });

  it("drops a byte order mark and reads what is not UTF-8 as U+FFFD", () => {
    expect(parseJson(Buffer.from('\uFEFF{"a":1}'))).toMatchObject({ value: { a: 1 } });
    expect(parseJson(Buffer.from('{"a":"caf\xe9"}', "latin1"))).toMatchObject({ value: { a: "caf\uFFFD" } });
    expect(parseJson(Buffer.from('{"a":1}', "utf16le"))).toMatchObject({ reason: "unparsable" });
  });

  it("replaces what no database takes, in keys as well", () => {
    expect(parse('{"a\\u0000":"b\\u0000c","l":"\\ud83d","p":"\\ud83d\\ude00","q":"\\\\u0000"}')).toMatchObject({
      value: { "a\uFFFD": "b\uFFFDc", l: "\uFFFD", p: "😀", q: "\\u0000" },
    });
  });

  it("takes the last of two equal keys", () => {
    expect(parse('{"State":"OPEN","State":"RESOLVED"}')).toMatchObject({ value: { State: "RESOLVED" } });
  });

  it("makes __proto__ and constructor keys like any other (H7)", () => {
    const outcome = parse('{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}}');
    const value = outcome.outcome === "read" ? outcome.value : null;
    expect(isJsonObject(value!) && Object.keys(value)).toEqual(["__proto__", "constructor"]);
    expect(Object.getPrototypeOf(value)).toBeNull();
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  it("reads what JSON.parse reads", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), fc.boolean(), (text, isSpaced) => {
        const written = isSpaced ? JSON.stringify(JSON.parse(text), null, 2) : text;
        const outcome = parse(written);
        const expected = JSON.parse(written, (_, value, context?: { source?: string }) => {
          const source = context?.source ?? "";
          const isLong =
            typeof value === "number" && !Number.isSafeInteger(value) && /^-?\d+$|e[+-]?\d{3}/i.test(source);
          return isLong ? source : value;
        });
        expect(JSON.stringify(outcome)).toBe(JSON.stringify({ outcome: "read", value: expected }));
      }),
      { numRuns: 500 },
    );
  });

  // 50 ms where JSON.parse takes 10 for the longest list of the same size; a ratio, so that a busy machine can't fail it.
  it("never holds up the event loop for 1 MiB, however it is filled", () => {
    const size = 1_048_576;
    const worst = {
      string: `["${"a".repeat(size - 4)}"]`,
      escapes: `["${"\\u0000".repeat(Math.floor(size / 6) - 1)}"]`,
      digits: `[${"9".repeat(size - 2)}]`,
      numbers: `[${"12345678901234567,".repeat(Math.floor(size / 18) - 1)}1]`,
      exponents: `[${"1e999,".repeat(99_000)}1]`,
      objects: `[${'{"k":"v"},'.repeat(33_000)}1]`,
      values: `[${"1,".repeat(size / 2 - 1)}1]`,
      brackets: "[".repeat(size),
      open: `["${"\\".repeat(size - 2)}`,
    };
    for (const [name, text] of Object.entries(worst)) {
      const bytes = Buffer.from(text);
      const rounds = Array.from({ length: 10 }, () => ({
        plainMs: timeMs(() => JSON.parse(worst.values)),
        ourMs: timeMs(() => parseJson(bytes)),
      }));
      const fastest = (of: "plainMs" | "ourMs") => Math.min(...rounds.map((round) => round[of]));
      expect(fastest("ourMs") / fastest("plainMs"), name).toBeLessThan(6);
    }
  });
});

function timeMs(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}
