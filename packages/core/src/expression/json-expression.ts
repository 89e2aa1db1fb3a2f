import { type ASTNode, Environment, EvaluationError, Optional, type ParseResult } from "@marcbachmann/cel-js";
import { safeMatches } from "../rule/condition/cel-environment.ts";
import { guardCondition } from "../rule/condition/condition-guard.ts";
import { type ConditionProblem, describeCheckError, describeRunError } from "../rule/condition/condition-problem.ts";
import { childrenOf, isLoop, pathOf } from "../rule/condition/condition-tree.ts";
import { matchesPattern } from "../rule/condition/pattern.ts";

/** CEL over JSON that somebody else owns: its types are not known, so that what does not fit shows when it is asked. */
export interface ExpressionLanguage {
  /** What an expression may begin with, and its type: `dyn` for JSON. */
  names: Readonly<Record<string, "dyn" | "int" | "map<string, string>">>;
  charactersMax: number;
  /** How deep loops may be nested. */
  loopsMax: number;
}

export interface JsonExpression {
  readonly source: string;
  /** The type of what it gives; `dyn` where that depends on the JSON. */
  readonly type: string;
  /** What asking it costs at most, in nodes of its tree, where no list or map that it sees is longer than `longest`. */
  costAt(longest: number): number;
  /** Values are as `bindJson` makes them. Never throws. */
  evaluate(values: Readonly<Record<string, unknown>>): ExpressionOutcome;
}

/** `missing`: a field that it reads is not there. `error`: it can't be evaluated over this JSON. */
export type ExpressionOutcome =
  | { outcome: "value"; value: unknown }
  | { outcome: "missing"; path: readonly string[]; reason: string }
  | { outcome: "error"; reason: string };

export type CompileExpressionOutcome =
  | { outcome: "compiled"; expression: JsonExpression }
  | { outcome: "invalid"; problems: ConditionProblem[] };

const nodesMax = 200;
/** A text that is split makes a list of its own, of at most so many items: longer texts are cut when they are bound. */
const splitMax = 4_096;

/** Reads and guards expressions of one language. */
export function createExpressionCompiler(language: ExpressionLanguage): (source: string) => CompileExpressionOutcome {
  const environment = makeEnvironment(language);
  const names = Object.keys(language.names);
  return (source) => {
    if (source.length > language.charactersMax) {
      const message = `an expression has at most ${language.charactersMax} characters`;
      return { outcome: "invalid", problems: [{ message, range: null }] };
    }
    try {
      const run = environment.parse(source);
      const problems = guardCondition(run.ast, {}, language.loopsMax);
      if (problems.length > 0) return { outcome: "invalid", problems };
      const type = run.check();
      if (!type.valid) return { outcome: "invalid", problems: [describeCheckError(type.error, names)] };
      return { outcome: "compiled", expression: prepare(source, run, type.type ?? "dyn") };
    } catch (error) {
      return { outcome: "invalid", problems: [describeCheckError(error, names)] };
    }
  };
}

function makeEnvironment(language: ExpressionLanguage): Environment {
  const environment = new Environment({
    unlistedVariablesAreDyn: false,
    enableOptionalTypes: true,
    homogeneousAggregateLiterals: false,
    limits: { maxAstNodes: nodesMax, maxDepth: 32, maxListElements: 100, maxMapEntries: 100, maxCallArguments: 16 },
  }).registerFunction(`string.${safeMatches}(string): bool`, matchesPattern);
  for (const [name, type] of Object.entries(language.names)) environment.registerVariable(name, type);
  return environment;
}

function prepare(source: string, run: ParseResult, type: string): JsonExpression {
  const tree = measure(run.ast);
  return {
    source,
    type,
    costAt: (longest) => tree.nodes + tree.looped * Math.max(longest, tree.splits ? splitMax : 0) ** tree.depth,
    evaluate(values) {
      try {
        const value: unknown = run(values);
        if (!(value instanceof Optional)) return { outcome: "value", value };
        return { outcome: "value", value: value.hasValue() ? value.value() : null };
      } catch (error) {
        const path = missingPath(error);
        const reason = describeRunError(error, (steps) => valueAt(values, steps) === null).message;
        return path === null ? { outcome: "error", reason } : { outcome: "missing", path, reason };
      }
    },
  };
}

/** Nodes in all, those inside of loops, how deep these are nested, and whether any text is split. */
function measure(root: ASTNode) {
  const tree = { nodes: 0, looped: 0, depth: 0, splits: false };
  const walk = (node: ASTNode, depth: number): void => {
    tree.nodes += 1;
    if (depth > 0) tree.looped += 1;
    tree.depth = Math.max(tree.depth, depth);
    if (node.op === "rcall" && node.args[0] === "split") tree.splits = true;
    const inner = isLoop(node) ? depth + 1 : depth;
    for (const [index, child] of childrenOf(node).entries()) walk(child, index === 0 ? depth : inner);
  };
  walk(root, 0);
  return tree;
}

function missingPath(error: unknown): readonly string[] | null {
  if (!(error instanceof EvaluationError) || error.code !== "no_such_key" || error.node === undefined) return null;
  return pathOf(error.node);
}

function valueAt(values: Readonly<Record<string, unknown>>, path: readonly string[]): unknown {
  let value: unknown = Object.hasOwn(values, path[0]!) ? values[path[0]!] : undefined;
  for (const step of path.slice(1)) value = value instanceof Map ? value.get(step) : undefined;
  return value;
}
