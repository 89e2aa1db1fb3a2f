import { serialize } from "@marcbachmann/cel-js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkEnvironment } from "../condition/cel-environment.ts";
import { type ConditionGroup, type ConditionLine, lineOperators, printCondition } from "./condition-tree.ts";
import { readConditionTree } from "./read-condition.ts";

const tree = (source: string): string => serialize(checkEnvironment.parse(source).ast);

describe("readConditionTree", () => {
  it.each([
    "component.tier <= 2 && !incident.inMaintenance",
    'event.severity in ["critical", "high"]',
    '!(event.severity in ["low"])',
    '(source.key == "a" || source.key == "b") && component == null',
    '!(monitor.name.startsWith("batch-") && component.tier > 2)',
    'labels["a b"] == "x" || has(labels.team) && labels.team != "core"',
    "!has(labels.team)",
    'calendar.quietHours("berlin") && !calendar.businessHours("office")',
    'monitor.name.matches("^(EU|US)-\\\\d+$")',
    "double(component.costPerMinute) >= 120.0 && component.tier != -1",
    'monitor.name == "quote \\" backslash \\\\ newline \\n"',
    "event.severity == 'critical'",
    "incident.reopened == 1 && (incident.reopened == 2 && incident.muted)",
  ])("shows %s, and prints what means the same", (source) => {
    const read = readConditionTree(source);
    expect(read).not.toBeNull();
    expect(tree(printCondition(read!))).toBe(tree(source));
  });

  it.each([
    ["what compares two fields", "event.severity == incident.severity"],
    ["arithmetic", "component.tier + 1 < 3"],
    ["durations", 'now - event.occurredAt > duration("5m")'],
    ["a value on the left", '"critical" == event.severity'],
    ["a list that is a field", '"db" in onCall.answer.skills'],
    ["loops", 'labels.exists(name, name == "env")'],
    ["a choice", "component.tier == 1 ? true : false"],
    ["a comment", "component.tier == 1 // the important ones"],
    ["optional names", "component.?tier.orValue(9) == 1"],
    ["what can't be read", "component.tier <="],
  ])("refuses %s rather than lose it", (_what, source) => {
    expect(readConditionTree(source)).toBeNull();
  });

  it("takes no condition for an empty tree, which prints as none", () => {
    expect(printCondition(readConditionTree("  ")!)).toBe("");
  });

  it("loses nothing of whatever the builder can make", () => {
    const text = fc.string({ unit: "grapheme", maxLength: 12 }).map((value) => JSON.stringify(value));
    const line: fc.Arbitrary<ConditionLine> = fc.record({
      field: fc.constantFrom("component.tier", "event.severity", 'labels["a b"]', "monitor.name"),
      operator: fc.constantFrom(...lineOperators.filter((one) => one !== "calendar")),
      not: fc.boolean(),
      values: fc.array(fc.oneof(text, fc.integer().map(String)), { minLength: 1, maxLength: 3 }),
    });
    const { group } = fc.letrec<{ group: ConditionGroup }>((tie) => ({
      group: fc.record({
        join: fc.constantFrom("all" as const, "any" as const),
        not: fc.boolean(),
        items: fc.array(fc.oneof({ maxDepth: 2 }, line, tie("group")), { minLength: 2, maxLength: 3 }),
      }),
    }));
    fc.assert(
      fc.property(group, (made) => {
        const source = printCondition(made);
        const read = readConditionTree(source);
        expect(read).not.toBeNull();
        expect(tree(printCondition(read!))).toBe(tree(source));
      }),
      { numRuns: 300 },
    );
  });
});
