import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bindJson, unbindJson } from "./bind-json.ts";
import { createExpressionCompiler, type JsonExpression } from "./json-expression.ts";

const compile = createExpressionCompiler({ names: { item: "dyn" }, charactersMax: 500, loopsMax: 1 });
const limits = { depthMax: 64, itemsMax: 1_000 };

function expression(source: string): JsonExpression {
  const made = compile(source);
  if (made.outcome === "invalid") throw new Error(JSON.stringify(made.problems));
  return made.expression;
}

function ask(source: string, item: unknown) {
  const asked = expression(source).evaluate({ item: bindJson(item, limits).value });
  return asked.outcome === "value" ? unbindJson(asked.value) : asked;
}

describe("an expression over JSON", () => {
  it.each([
    ['item.title + " on " + item.host', "503 on web-1"],
    ["item.count + 1", 8],
    ["item.labels.team", "payments"],
    ['item.tags.filter(tag, tag.startsWith("env:")).join(",")', "env:prod"],
    ["item.up", false],
    ['item.up ? "resolved" : "opened"', "opened"],
    ["item.none", null],
    ["item.?nobody", null],
    ['item.?nobody.orValue("x")', "x"],
    ["item.big", "9007199254740993"],
    ["item.constructor", "a text like any other"],
    ["timestamp(item.at)", "2026-11-20T08:14:58.000Z"],
    ['{"a": item.count}', { a: 7 }],
  ])("gives the value of %s", (source, value) => {
    const item = {
      title: "503",
      host: "web-1",
      count: 7,
      labels: { team: "payments" },
      tags: ["env:prod", "x"],
      up: false,
      none: null,
      big: "9007199254740993",
      constructor: "a text like any other",
      at: "2026-11-20T08:14:58Z",
    };
    expect(ask(source, item)).toEqual(value);
  });

  it("tells a field that is missing from one that does not fit", () => {
    expect(ask("item.alert.id", { alert: {} })).toMatchObject({ outcome: "missing", path: ["item", "alert", "id"] });
    expect(ask("item.__proto__", {})).toMatchObject({ outcome: "missing" });
    expect(ask("item.count + 1", { count: "7" })).toMatchObject({ outcome: "error" });
    expect(ask("item.a == 1", 3)).toMatchObject({ outcome: expect.stringMatching(/missing|error/) });
  });

  it.each([
    ["item.", /./],
    ["event.severity", /unknown name "event"; known: item/],
    ["item.tags.exists(a, item.tags.exists(b, a == b))", /loop can't stand inside a loop/],
    ['item.name.matches("(?=x)")', /RE2/],
    [`item.${"a".repeat(500)}`, /at most 500 characters/],
    [`[${Array.from({ length: 101 }, () => "1").join()}]`, /too long/],
  ])("refuses %s", (source, words) => {
    const made = compile(source);
    expect(made).toMatchObject({ outcome: "invalid", problems: [{ message: expect.stringMatching(words) }] });
  });

  it("costs as much as its tree, and its loops as often as the longest list is long", () => {
    expect(expression("item.a").costAt(1_000)).toBeLessThan(5);
    const loop = expression("item.list.exists(x, x == 1)");
    expect(loop.costAt(1_000) - loop.costAt(0)).toBeGreaterThanOrEqual(3_000);
    expect(expression('item.text.split(",").exists(x, x == "1")').costAt(0)).toBeGreaterThan(4_096);
  });

  it("sees the first characters of a long text", () => {
    expect(ask("size(item)", "x".repeat(1_000_000))).toBe(4_096);
  });

  it("never throws, whatever it is asked of", () => {
    const all = [
      "item.a.b",
      "item.a + item.b",
      "item[0].x",
      "item.exists(x, x.y)",
      "int(item.a)",
      "timestamp(item.a)",
      'item.a.split(",")',
      "size(item)",
    ].map(expression);
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...all), (json, asked) => {
        const { outcome } = asked.evaluate({ item: bindJson(json, limits).value });
        expect(["value", "missing", "error"]).toContain(outcome);
      }),
    );
  });

  it("gives JSON back as it was, but for what a double can't hold and the sign of zero", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        expect(JSON.parse(JSON.stringify(unbindJson(bindJson(json, limits).value)))).toEqual(
          JSON.parse(JSON.stringify(json)),
        );
      }),
    );
  });
});
