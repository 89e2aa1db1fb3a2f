import fc from "fast-check";
import { expect, it } from "vitest";
import { sampleRoutingContext } from "../sample-routing-context.ts";
import { bindContext } from "./bind-context.ts";
import { compileCondition } from "./compile-condition.ts";
import { evaluateCondition } from "./evaluate-condition.ts";

const clause = fc.constantFrom(
  'monitor.name == "Checkout EU"',
  'monitor.name != "Checkout EU"',
  'monitor.name.startsWith("Check")',
  'monitor.name.endsWith("US")',
  'monitor.name.contains("out")',
  'event.severity in ["critical", "high"]',
  "component.tier <= 2",
  "component.tier == 3",
  "incident.reopened > 0",
  "incident.muted",
  "!incident.muted",
  'labels.team == "payments"',
  'labels["a b"] != "c"',
  'labels.nobody == "x"',
  'event.url == "https://example.test"',
  'has(labels.env) || labels.nobody == "x"',
  "onCall.ageSeconds < 60",
  "true || labels.nobody == 'x'",
  'component.tier == 1 || monitor.name == "Batch US"',
  'component.tier == 1 || labels.nobody == "x"',
  '(component.tier == 1 && labels.team == "x") || incident.muted',
  'calendar.quietHours("berlin")',
  'calendar.quietHours("nowhere")',
  'monitor.name.matches("^Check.*(EU|US)$")',
  'monitor.name.matches("^Batch|EU$")',
  'monitor.name.matches("^Checks?out")',
  'monitor.name.matches("^(?i)batch")',
);
const context = fc
  .record({
    name: fc.constantFrom("Checkout EU", "Batch US", ""),
    tier: fc.constantFrom(1, 3, null),
    muted: fc.boolean(),
    url: fc.constantFrom(null, "https://example.test"),
    labels: fc.constantFrom<Record<string, string>>({}, { team: "payments", "a b": "c" }),
    hasComponent: fc.boolean(),
  })
  .map(({ name, tier, muted, url, labels, hasComponent }) => {
    const sample = sampleRoutingContext();
    return sampleRoutingContext({
      event: { ...sample.event, url },
      incident: { ...sample.incident, muted },
      monitor: { id: "m", name },
      component: hasComponent ? { ...sample.component!, tier } : null,
      labels,
    });
  });

it("denies only what the whole condition denies, whatever is missing or null", () => {
  fc.assert(
    fc.property(fc.array(clause, { minLength: 1, maxLength: 4 }), context, (clauses, given) => {
      const made = compileCondition(clauses.join(" && "));
      if (made.outcome === "invalid") throw new Error(JSON.stringify(made.problems));
      const bound = bindContext(given);
      const without = { ...made.condition, quickNos: [] };
      expect(evaluateCondition(made.condition, bound)).toEqual(evaluateCondition(without, bound));
    }),
    { numRuns: 2_000 },
  );
});
