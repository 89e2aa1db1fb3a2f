import { describe, expect, it } from "vitest";
import { compileCondition } from "./compile-condition.ts";

describe("compileCondition", () => {
  it.each([
    // names and fields, underlined where they stand
    ["event.sevrity == 'high'", '"event" has no field "sevrity"', [6, 13]],
    ['component["teir"] <= 2', '"component" has no field "teir"', [0, 17]],
    ["evnt.severity == 'high'", 'unknown name "evnt"', [0, 4]],
    ["component.tier <= 2 &&\n  incident.mutted", '"incident" has no field "mutted"', [34, 40]],
    // words of a closed set
    ['event.severity == "hihg"', 'event.severity is never "hihg"; it is one of critical', [18, 24]],
    ['event.severity in ["critical", "warning"]', 'never "warning"', [31, 40]],
    ['"done" == incident.status', 'never "done"', [0, 6]],
    // types
    ["event.severity == 3", "these can't stand together: string == int", [0, 19]],
    ["event.occurredAt > 5", "timestamp", [0, 20]],
    ["labels.count > 5", "these can't stand together: string > int", [0, 16]],
    ["event.severity", "a condition is true or false, this is string", [0, 14]],
    ["onCall.answer", "this is dyn", [0, 13]],
    ["component.tier", "this is dyn", [0, 14]],
    ["1", "this is int", [0, 1]],
    ["incident.muted && component.key", "Logical operator requires bool operands", null],
    // functions
    ["event.severity.shout()", "there is no such function: 'string.shout()'", [0, 22]],
    ['calendar.quiteHours("berlin")', "there is no such function", null],
    ["foo(1) == 1", "there is no such function: 'foo(int)'", [0, 6]],
    ["cel.bind(x, event.summary, x == 'a')", "cel.bind can't be used", null],
    // patterns
    ['event.summary.matches("(?=x)")', "this pattern can't be used (RE2 syntax)", [22, 29]],
    ['event.summary.matches("(a)\\\\1")', "this pattern can't be used", [22, 30]],
    ['event.summary.matches("(")', "missing closing )", [22, 25]],
    ["event.summary.matches(labels.pattern)", "write the pattern of matches out in quotes", [22, 36]],
    ['event.summary.matches(".{1000}.{1000}.{1000}")', "repeats too much", null],
    [`event.summary.matches("${"x".repeat(300)}")`, "at most 256 characters", null],
    // loops
    ["labels.all(a, labels.all(b, labels.all(c, a == b && b == c)))", "at most 2 deep", [28, 59]],
    ['labels.all(a, a.split("").size() > 0)', "split can't stand inside a loop", [14, 25]],
    // size and syntax
    [`${"!".repeat(5_000)}true`, "at most 5000 characters", null],
    [`${"!".repeat(4_000)}true`, "", null],
    [`${"(".repeat(2_400)}true${")".repeat(2_400)}`, "", null],
    [Array.from({ length: 400 }, () => "true").join(" && "), "too long: split it", null],
    [`component.tier in [${"1,".repeat(250)}1]`, "too long", null],
    ["component.tier <=", "Unexpected token", null],
    ["", "Unexpected token", null],
    ["event.severity == 'high", "Unterminated string", null],
    // prototypes
    ["event.constructor == null", '"event" has no field "constructor"', [6, 17]],
    ["event.__proto__ == null", '"event" has no field "__proto__"', [6, 15]],
    ["has(event.toString)", '"event" has no field "toString"', [4, 18]],
    ["component.?teir.orValue(1) == 1", '"component" has no field "teir"', [0, 15]],
  ] as const)("refuses %s (H4, H5, H8)", (source, message, range) => {
    const made = compileCondition(source);
    if (made.outcome === "compiled") throw new Error("it compiled");
    const [problem] = made.problems;
    expect(problem?.message).toContain(message);
    if (range !== null) expect(problem?.range).toEqual({ start: range[0], end: range[1] });
  });

  it("refuses a rotation that does not exist, where the rotations are known", () => {
    const source = 'rotation.email("pay") == "ana@example.test"';
    expect(compileCondition(source).outcome).toBe("compiled");
    expect(compileCondition(source, { rotations: ["payments"] })).toMatchObject({
      outcome: "invalid",
      problems: [{ message: 'there is no rotation "pay"; known: payments', range: { start: 15, end: 20 } }],
    });
  });

  it("refuses a calendar that does not exist, where the calendars are known", () => {
    const source = 'calendar.quietHours("paris")';
    expect(compileCondition(source).outcome).toBe("compiled");
    expect(compileCondition(source, { calendars: ["berlin"] })).toEqual({
      outcome: "invalid",
      problems: [{ message: 'there is no calendar "paris"; known: berlin', range: { start: 20, end: 27 } }],
    });
  });

  it("tells every problem at once", () => {
    const made = compileCondition('event.severity == "hihg" && event.summary.matches("(") && evnt.x == 1');
    expect(made.outcome === "invalid" && made.problems).toHaveLength(3);
  });
});
