import type { ASTNode, ParseResult } from "@marcbachmann/cel-js";
import { routingSchema } from "../routing-context.ts";
import { checkEnvironment, conditionCharactersMax, runEnvironment } from "./cel-environment.ts";
import { guardCondition, type KnownNames } from "./condition-guard.ts";
import { type ConditionProblem, describeCheckError } from "./condition-problem.ts";
import { childrenOf, clausesOf, isLoop, pathOf } from "./condition-tree.ts";
import { type QuickNo, quickNos } from "./quick-no.ts";

/** A condition that was checked and can be asked for one event after another. */
export interface CompiledCondition {
  readonly source: string;
  /** Objects that some clause reads a field of whatever the other clauses say: where one is null, it does not match. */
  readonly needs: ReadonlySet<string>;
  /** The same for labels, by name, with what to say where one is missing. Asking this first saves a throw a rule. */
  readonly needsLabels: ReadonlyMap<string, ConditionProblem>;
  /** Asked before it is run: one that says so makes it false. */
  readonly quickNos: readonly QuickNo[];
  readonly run: ParseResult;
  /** The parts that must all hold, in the order of the text; made when first asked for. */
  readonly clauses: () => readonly CompiledClause[];
}

interface CompiledClause {
  readonly node: ASTNode;
  readonly needsLabels: ReadonlyMap<string, ConditionProblem>;
  readonly run: ParseResult;
}

export type ConditionOutcome =
  | { outcome: "compiled"; condition: CompiledCondition }
  | { outcome: "invalid"; problems: ConditionProblem[] };

/** Reads, type-checks and guards a condition. Names, fields, words, patterns and the result's type are all checked here. Never throws. */
export function compileCondition(source: string, known: KnownNames = {}): ConditionOutcome {
  if (source.length > conditionCharactersMax) {
    return invalid([{ message: `a condition has at most ${conditionCharactersMax} characters`, range: null }]);
  }
  try {
    const checked = checkEnvironment.parse(source);
    const problems = guardCondition(checked.ast, known);
    const type = checked.check();
    if (!type.valid) problems.push(describeCheckError(type.error));
    else if (type.type !== "bool") {
      problems.push({
        message: `a condition is true or false, this is ${type.type}: compare it with something`,
        range: { start: 0, end: source.length },
      });
    }
    return problems.length > 0 ? invalid(problems) : { outcome: "compiled", condition: prepare(source) };
  } catch (error) {
    return invalid([describeCheckError(error)]);
  }
}

function invalid(problems: ConditionProblem[]): ConditionOutcome {
  return { outcome: "invalid", problems };
}

function prepare(source: string): CompiledCondition {
  const run = parseForRun(source);
  const needs = new Set<string>();
  const needsLabels = new Map<string, ConditionProblem>();
  for (const clause of clausesOf(run.ast)) collectNeeds(clause, needs, needsLabels);
  let clauses: readonly CompiledClause[] | null = null;
  return {
    source,
    needs,
    needsLabels,
    quickNos: quickNos(run.ast),
    run,
    clauses: () => {
      clauses ??= clausesOf(parseForRun(source).ast).map(compileClause);
      return clauses;
    },
  };
}

function compileClause(node: ASTNode): CompiledClause {
  const needsLabels = new Map<string, ConditionProblem>();
  collectNeeds(node, new Set(), needsLabels);
  return { node, needsLabels, run: runAlone(node) };
}

function parseForRun(source: string): ParseResult {
  const run = runEnvironment.parse(source);
  guardCondition(run.ast, {});
  return run;
}

/** Runs one node of a tree: the library can run a whole text only, so the node takes a place in one that says nothing. */
function runAlone(node: ASTNode): ParseResult {
  const shell = runEnvironment.parse("true && true");
  (shell.ast.args as unknown[])[1] = node;
  return shell;
}

/** Adds the nullable objects and the labels that evaluating `node` reads in every case. */
function collectNeeds(node: ASTNode, needs: Set<string>, labels: Map<string, ConditionProblem>): void {
  const path = node.op === "." || node.op === "[]" ? pathOf(node) : null;
  const [name, field] = path ?? [];
  if (path?.length === 2 && name === "labels" && field !== undefined) {
    const start = node.op === "." ? node.pos : node.start;
    labels.set(field, { message: `no such key labels.${field}`, range: { start, end: node.end } });
  } else if (path?.length === 2 && Object.hasOwn(routingSchema, name!)) {
    if (routingSchema[name as keyof typeof routingSchema].nullable) needs.add(name!);
  }
  const maySkip = node.op === "&&" || node.op === "||" || node.op === "?:" || node.op === ".?" || node.op === "[?]";
  if (maySkip || isLoop(node) || (node.op === "call" && node.args[0] === "has")) return;
  for (const child of childrenOf(node)) collectNeeds(child, needs, labels);
}
