import type { TemplateProblem } from "../template/template-problem.ts";
import type { ConditionProblem } from "./condition/condition-problem.ts";

/** Where something stands in a rule set: `["rules", 2, "do", 0, "page", "when"]`. */
export type RulePath = readonly (string | number)[];

/** One thing to mend in a rule set. */
export interface RuleProblem {
  path: RulePath;
  message: string;
  /** Characters of the text that stands at `path` (a condition, a template); null where the whole value is meant. */
  range: { start: number; end: number } | null;
  /** Of the range's start in that text, from 1; null without a range. */
  line: number | null;
  column: number | null;
}

export function problemAt(path: RulePath, message: string): RuleProblem {
  return { path, message, range: null, line: null, column: null };
}

export function problemInCondition(path: RulePath, source: string, problem: ConditionProblem): RuleProblem {
  if (problem.range === null) return problemAt(path, problem.message);
  const before = source.slice(0, problem.range.start).split("\n");
  const column = before.at(-1)!.length + 1;
  return { path, message: problem.message, range: problem.range, line: before.length, column };
}

export function problemInTemplate(path: RulePath, source: string, problem: TemplateProblem): RuleProblem {
  const { message, line, column } = problem;
  if (line === null || column === null) return problemAt(path, message);
  const lines = source.split("\n");
  const start = Math.min(
    source.length,
    lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0) + column - 1,
  );
  const rest = /^[\w.]+/.exec(source.slice(start))?.[0].length ?? 1;
  return { path, message, range: { start, end: Math.min(source.length, start + rest) }, line, column };
}

/** `["rules", 2, "when"]` → `rules[2].when`. */
export function printRulePath(path: RulePath): string {
  return path.map((step, index) => (typeof step === "number" ? `[${step}]` : index === 0 ? step : `.${step}`)).join("");
}
