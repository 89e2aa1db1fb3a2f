import type { ASTNode } from "@marcbachmann/cel-js";
import { type RoutingContext, routingNames } from "../routing-context.ts";
import type { BoundContext } from "./bind-context.ts";
import { clauseRange } from "./clause-source.ts";
import type { CompiledCondition } from "./compile-condition.ts";
import type { SourceRange } from "./condition-problem.ts";
import { childrenOf, pathOf } from "./condition-tree.ts";
import { ask, type Verdict } from "./evaluate-condition.ts";

/** One part of a condition that must hold, what it said, and the values that it looked at. */
export interface ExplainedClause {
  source: string;
  range: SourceRange;
  verdict: Verdict;
  /** `missing`: the name is not there, as a label that the sender did not send. */
  values: { name: string; value: unknown; missing: boolean }[];
}

/** Every clause with its own value, whatever the others said. Never throws. */
export function explainCondition(
  condition: CompiledCondition,
  bound: BoundContext,
  context: RoutingContext,
): ExplainedClause[] {
  return condition.clauses().map(({ node, run }) => {
    const range = clauseRange(condition.source, node.range);
    const names = new Map<string, readonly string[]>();
    collectNames(node, condition.source, names);
    return {
      source: condition.source.slice(range.start, range.end),
      range,
      verdict: ask(run, bound),
      values: [...names].map(([name, path]) => {
        const value = readPath(context, path);
        return { name, value: value ?? null, missing: value === undefined };
      }),
    };
  });
}

function collectNames(node: ASTNode, source: string, names: Map<string, readonly string[]>): void {
  const path = pathOf(node);
  if (path !== null && routingNames.includes(path[0]!)) return void names.set(path.join("."), path);
  if (node.op === "rcall" && node.args[1].op === "id" && node.args[1].args === "calendar") {
    const [question, , [key]] = node.args;
    if (key?.op === "value") {
      return void names.set(source.slice(node.start, node.end), ["calendar", String(key.args), question]);
    }
  }
  for (const child of childrenOf(node)) collectNames(child, source, names);
}

function readPath(context: RoutingContext, path: readonly string[]): unknown {
  let value: unknown = context;
  for (const step of path) {
    if (value === null || typeof value !== "object" || !Object.hasOwn(value, step))
      return value === null ? null : undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}
