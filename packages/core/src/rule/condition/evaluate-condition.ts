import type { BoundContext } from "./bind-context.ts";
import type { CompiledCondition } from "./compile-condition.ts";
import { type ConditionProblem, describeRunError } from "./condition-problem.ts";

/**
 * What a condition says of one event. `absent`: it reads a field of an object that is null for this event (an unmapped
 * monitor has no component): that is no match, and no fault of the rule. `not-evaluable`: no match, and somebody must look.
 */
export type Verdict =
  | { outcome: "true" }
  | { outcome: "false" }
  | { outcome: "absent"; name: string }
  | { outcome: "not-evaluable"; problem: ConditionProblem };

const isTrue: Verdict = { outcome: "true" };
const isFalse: Verdict = { outcome: "false" };

/** Asks a condition. A clause that is false or absent decides even where another can't be evaluated. Never throws. */
export function evaluateCondition(condition: CompiledCondition, bound: BoundContext): Verdict {
  if (bound.absent.size > 0) {
    for (const name of condition.needs) if (bound.absent.has(name)) return { outcome: "absent", name };
  }
  for (const isNo of condition.quickNos) if (isNo(bound)) return isFalse;
  const whole = missingLabel(condition.needsLabels, bound) ?? ask(condition.run, bound);
  if (whole.outcome !== "not-evaluable") return whole;
  const clauses = condition.clauses();
  if (clauses.length < 2) return whole;
  for (const clause of clauses) {
    const verdict = missingLabel(clause.needsLabels, bound) ?? ask(clause.run, bound);
    if (verdict.outcome === "false" || verdict.outcome === "absent") return verdict;
  }
  return whole;
}

function missingLabel(labels: ReadonlyMap<string, ConditionProblem>, bound: BoundContext): Verdict | null {
  if (labels.size === 0) return null;
  for (const [name, problem] of labels) if (!bound.labels.has(name)) return { outcome: "not-evaluable", problem };
  return null;
}

/** Asks one clause of a condition. Never throws. */
export function ask(run: (values: Record<string, unknown>) => unknown, bound: BoundContext): Verdict {
  try {
    const value = run(bound.values);
    if (value === true) return isTrue;
    if (value === false) return isFalse;
    return { outcome: "not-evaluable", problem: { message: "it is neither true nor false", range: null } };
  } catch (error) {
    const problem = describeRunError(error, (path) => valueAt(bound, path) === null);
    const name = /^no such key ([A-Za-z]+)\./.exec(problem.message)?.[1];
    if (name !== undefined && bound.absent.has(name)) return { outcome: "absent", name };
    return { outcome: "not-evaluable", problem };
  }
}

function valueAt(bound: BoundContext, path: readonly string[]): unknown {
  let value: unknown = bound.values[path[0]!];
  for (const step of path.slice(1)) value = value instanceof Map ? value.get(step) : undefined;
  return value;
}
