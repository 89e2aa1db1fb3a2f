import { describe, expect, it } from "vitest";
import { sampleRoutingContext } from "../sample-routing-context.ts";
import { bindContext } from "./bind-context.ts";
import { compileCondition } from "./compile-condition.ts";
import { evaluateCondition } from "./evaluate-condition.ts";

// What conditions mean, expression by expression: a new version of the CEL library must leave every line as it is.
const holds: [source: string, value: boolean][] = [
  // the ones of the manual
  ["component.tier <= 2 && !incident.inMaintenance", true],
  ['event.severity in ["critical", "high"]', true],
  ['labels.team == "payments"', true],
  ['calendar.quietHours("berlin")', true],
  ['calendar.businessHours("berlin")', false],
  ['rotation.email("payments") == "ana@example.test"', true],
  ['rotation.name("payments") == "Ana" && onCall.email == rotation.email("payments")', true],
  // Nobody is on call there.
  ['rotation.email("nights") == ""', true],
  ['calendar.holiday("office") && calendar.businessHours("office")', true],
  // comparison, numbers
  ["component.tier == 1", true],
  ["component.tier != 1", false],
  ["component.tier in [2, 3]", false],
  ["component.tier < 1.5", true],
  ["component.tier + 0.5 > 1.4", true],
  ["component.tier * 2 == 2", true],
  ["1.5 - component.tier > 0.4", true],
  ["incident.reopened == 0", true],
  ["onCall.ageSeconds > 60", false],
  ["onCall.answer.level >= 2", true],
  ["double(component.costPerMinute) >= 120.0", true],
  ["incident.costSoFar > 599", true],
  ["incident.costSoFar >= 599.5", false],
  ["incident.costSoFar * 2 > 1000.5", true],
  ["component.incidentsIn24h >= 2", true],
  ["component.budgetLeft < 600", true],
  ["contract.creditAtRisk > 500.0 && contract.currency == 'EUR'", true],
  ["int(labels.count) + 1 == 6", true],
  ["9007199254740993 > 9007199254740992", true],
  // logic
  ["true || labels.nobody == 'x'", true],
  ["labels.nobody == 'x' || true", true],
  ["labels.nobody == 'x' && false", false],
  ["component.tier == 1 ? true : false", true],
  ["!(component.tier == 1)", false],
  ["!incident.muted && !incident.flapping", true],
  // null and missing
  ["event.url == null", true],
  ["component == null", false],
  ["component != null && component.tier == 1", true],
  ["null == team", false],
  ["incident.acknowledgedAt == null", true],
  ["has(labels.team)", true],
  ["has(labels.nobody)", false],
  ['"team" in labels', true],
  ['labels.?nobody.orValue("none") == "none"', true],
  ["component.?tier.orValue(9) == 1", true],
  // text
  ['monitor.name.startsWith("Checkout")', true],
  ['monitor.name.endsWith("US")', false],
  ['event.summary.contains("\\"EU\\"")', true],
  ["monitor.name.lowerAscii() == 'checkout eu'", true],
  ["size(monitor.name) == 11", true],
  ['monitor.name + "!" == "Checkout EU!"', true],
  ['labels["a b"] == "c"', true],
  ['labels.constructor == "hostile"', true],
  ['"a,b".split(",").exists(part, part == "b")', true],
  // patterns, as RE2
  ['monitor.name.matches("^Check.*(EU|US)$")', true],
  ['monitor.name.matches("(?i)checkout")', true],
  ['monitor.name.matches("[[:digit:]]")', false],
  ['["x1", "y"].exists(one, one.matches("[0-9]"))', true],
  // lists and maps
  ['onCall.answer.skills.exists(one, one == "db")', true],
  ['"network" in onCall.answer.skills', true],
  ["onCall.answer.skills.size() == 2", true],
  ['labels.exists(name, name == "env" && labels[name] == "prod")', true],
  ["[1, 2, 3].all(one, one > 0)", true],
  ['["a", "b"].map(one, one + "x").size() == 2', true],
  // time
  ["now > event.occurredAt", true],
  ['now - event.occurredAt >= duration("5m")', true],
  ['now.getHours("Europe/Berlin") == 3', true],
  ["now.getHours() == 1", true],
  ["now.getDayOfWeek('Europe/Berlin') == 0", true],
  ['now < timestamp("2026-03-29T01:31:00Z")', true],
  ['incident.openedAt + duration("10m") > now', true],
];

describe("conditions", () => {
  const bound = bindContext(sampleRoutingContext());

  it.each(holds)("%s is %s", (source, value) => {
    const made = compileCondition(source);
    if (made.outcome === "invalid") throw new Error(JSON.stringify(made.problems));
    expect(evaluateCondition(made.condition, bound)).toEqual({ outcome: String(value) });
  });

  it("are at least 56", () => {
    expect(holds.length).toBeGreaterThanOrEqual(56);
  });
});
