import type { Decision, JournalEntry } from "@signalbox/contract";
import { moneyPaths } from "@signalbox/core";
import type { ApiCall } from "./handlers.ts";

type RuleAnswer = Decision["rules"][number];

/** Viewers see minutes, no money. */
export function hidesCost(call: ApiCall): boolean {
  return call.caller?.role === "viewer";
}

/** Stands where a viewer would see money. */
const unseen = "not shown to viewers";

/** What rules saw, without the money in it. */
export function contextWithoutCost(context: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(context).map(([name, value]) => [name, seen(name, value)]));
}

/** A rule's answer without the money that its conditions looked at. */
export function ruleWithoutCost(rule: RuleAnswer): RuleAnswer {
  return {
    ...rule,
    clauses: clausesWithoutCost(rule.clauses),
    conditions: rule.conditions.map((condition) => ({
      ...condition,
      clauses: clausesWithoutCost(condition.clauses),
    })),
  };
}

/** Settings whose changes stand in the journal with what they were and are, and are money. */
const moneySettings = new Set(["cost", "approvalAbove"]);

export function journalWithoutCost(details: JournalEntry["details"]): JournalEntry["details"] {
  return Object.fromEntries(
    Object.entries(details).map(([name, value]) => [name, moneySettings.has(name) ? unseen : value]),
  );
}

function clausesWithoutCost(clauses: RuleAnswer["clauses"]): RuleAnswer["clauses"] {
  return clauses.map((clause) => ({
    ...clause,
    values: clause.values.map((one) => ({ ...one, value: seen(one.name, one.value) })),
  }));
}

function seen(path: string, value: unknown): unknown {
  if (value === null) return null;
  if (moneyPaths.has(path)) return unseen;
  if (typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, seen(`${path}.${name}`, inner)]));
}
