import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RoutingContext } from "../routing-context.ts";
import { sampleRoutingContext } from "../sample-routing-context.ts";
import { bindContext } from "./bind-context.ts";
import { compileCondition } from "./compile-condition.ts";
import { evaluateCondition, type Verdict } from "./evaluate-condition.ts";

function evaluate(source: string, changes: Partial<RoutingContext> = {}): Verdict {
  const made = compileCondition(source);
  if (made.outcome === "invalid") throw new Error(JSON.stringify(made.problems));
  return evaluateCondition(made.condition, bindContext(sampleRoutingContext(changes)));
}

function reason(verdict: Verdict): string {
  return verdict.outcome === "not-evaluable" ? verdict.problem.message : verdict.outcome;
}

describe("evaluateCondition", () => {
  it.each([
    ["component.tier <= 2"],
    ["!(component.tier <= 2)"],
    ["component.key.startsWith('check') && labels.nobody == 'x'"],
    ["event.severity == 'critical' && component.tier in [1]"],
    ["event.severity == 'low' || component.tier == 1"],
    ["component['tier'] == 1"],
  ])("is no match, and no fault, where the monitor is unmapped: %s", (source) => {
    expect(evaluate(source, { component: null })).toEqual({ outcome: "absent", name: "component" });
  });

  it.each([
    ["component == null", "true"],
    ["component == null || component.tier <= 2", "true"],
    ["component != null && component.tier <= 2", "absent"],
    ["has(component.tier)", "false"],
    ["component.?tier.orValue(9) > 5", "true"],
    ["event.severity == 'critical' || component.tier == 1", "true"],
    ["event.severity == 'low' && component.tier == 1", "absent"],
  ])("lets a condition ask for the unmapped: %s is %s", (source, outcome) => {
    expect(evaluate(source, { component: null }).outcome).toBe(outcome);
  });

  it.each([
    ["labels.nobody == 'x'", "no such key labels.nobody", [7, 13]],
    ["labels['no body'] == 'x'", "no such key labels.no body", [0, 17]],
    ["labels.__proto__ == 'x'", "no such key labels.__proto__", [7, 16]],
    ["onCall.answer.deep.er == 1", "no such key onCall.answer.deep", [14, 18]],
    ["incident.acknowledgedAt < now", "incident.acknowledgedAt is empty (null)", [0, 29]],
    ["event.url.startsWith('http')", "event.url is empty (null)", [0, 28]],
    [
      "onCall.answer.level == 2 && onCall.answer > 1",
      "these can't stand together: dyn<map<string, string>> > int",
      null,
    ],
    ["int(labels.team) > 1", "", null],
    ["1 / 0 > 1", "division by zero", [0, 5]],
    ["calendar.quietHours('paris')", 'no such calendar "paris"', null],
    ["rotation.email('paris') == ''", 'no such rotation "paris"', null],
  ] as const)("says why %s could not be evaluated (H6)", (source, message, range) => {
    const verdict = evaluate(source);
    expect(reason(verdict)).toContain(message);
    if (verdict.outcome === "not-evaluable" && range !== null) {
      expect(verdict.problem.range).toEqual({ start: range[0], end: range[1] });
    }
  });

  it("lets a clause that is false decide, wherever it stands", () => {
    expect(evaluate("labels.nobody == 'x' && event.severity == 'low'").outcome).toBe("false");
    expect(evaluate("event.severity == 'low' && labels.nobody == 'x'").outcome).toBe("false");
    expect(evaluate("labels.nobody == 'x' && component.tier == 1", { component: null }).outcome).toBe("absent");
  });

  it("takes hostile labels as text", () => {
    const labels = JSON.parse('{"__proto__": "p", "constructor": "c", "toString": "t", "x": "{{ now }}"}');
    expect(evaluate('labels.toString == "t" && labels.constructor == "c"', { labels }).outcome).toBe("true");
    expect(evaluate('labels["__proto__"] == "p" && labels.x == "{{ now }}"', { labels }).outcome).toBe("true");
    expect(({} as { p?: unknown }).p).toBeUndefined();
  });

  it("answers any text of a sender in bounded time (H4)", () => {
    const hostile = { ...sampleRoutingContext().event, summary: `${"a".repeat(1_000_000)}!` };
    const started = performance.now();
    expect(evaluate('event.summary.matches("^(a+)+$")', { event: hostile }).outcome).toBe("true");
    expect(evaluate('(event.summary + event.summary).contains("b")', { event: hostile }).outcome).toBe("false");
    expect(evaluate('event.summary.split("").all(c, [1, 2].all(n, c != "b"))', { event: hostile }).outcome).toBe(
      "true",
    );
    expect(performance.now() - started).toBeLessThan(3_000);
  });

  it("never throws, whatever the labels and the answer of the look-up are", () => {
    const sources = ["labels.a == 'x' && onCall.answer.b > 1", "labels.exists(k, labels[k].size() > 2)"];
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string()), fc.jsonValue(), (labels, answer) => {
        const onCall = { ...sampleRoutingContext().onCall!, answer: answer as null };
        for (const source of sources) {
          expect(["true", "false", "not-evaluable"]).toContain(evaluate(source, { labels, onCall }).outcome);
        }
      }),
      { numRuns: 200 },
    );
  });
});
