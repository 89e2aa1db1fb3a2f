import { type ASTNode, TypeError as CelTypeError, EvaluationError, ParseError } from "@marcbachmann/cel-js";
import { routingNames, unknownField } from "../routing-context.ts";
import { safeMatches } from "./cel-environment.ts";
import { pathOf } from "./condition-tree.ts";

/** Place in the condition's text: offsets in UTF-16 units, end exclusive. */
export interface SourceRange {
  start: number;
  end: number;
}

/** What is wrong with a condition, and where in its text. */
export interface ConditionProblem {
  message: string;
  range: SourceRange | null;
}

/** An error of reading or type-checking, in our words. `names` are those that an expression may begin with. */
export function describeCheckError(error: unknown, names: readonly string[] = routingNames): ConditionProblem {
  if (!isCelError(error)) return { message: plainWords(error), range: null };
  const node = error.node as ASTNode | undefined;
  const range = error.range === undefined ? null : { start: error.range.start, end: error.range.end };
  return { message: checkWords(error.code, error.summary, node, names), range };
}

/** An error of evaluation, in our words: `no such key labels.team`. `isNull` tells which paths are null here. */
export function describeRunError(error: unknown, isNull: (path: readonly string[]) => boolean): ConditionProblem {
  if (!isCelError(error)) return { message: plainWords(error), range: null };
  const node = error.node as ASTNode | undefined;
  const range = error.range === undefined ? null : { start: error.range.start, end: error.range.end };
  const path = node === undefined ? null : pathOf(node);
  if (error.code === "no_such_key" && path !== null) return { message: `no such key ${path.join(".")}`, range };
  const empty = node === undefined ? [] : operandsOf(node).filter(isNull);
  if (empty.length > 0) return { message: `${empty.map((one) => one.join(".")).join(" and ")} is empty (null)`, range };
  return { message: rename(error.summary), range };
}

function operandsOf(node: ASTNode): string[][] {
  const operands = node.op === "rcall" ? [node.args[1], ...node.args[2]] : Array.isArray(node.args) ? node.args : [];
  return operands.flatMap((operand) => {
    const path = typeof operand === "object" && operand !== null && "op" in operand ? pathOf(operand) : null;
    return path === null ? [] : [path];
  });
}

function checkWords(code: string, summary: string, node: ASTNode | undefined, names: readonly string[]): string {
  if (code === "unknown_variable" && node?.op === "id") {
    return `unknown name "${node.args}"; known: ${names.join(", ")}`;
  }
  if (code === "no_such_key" && node !== undefined) {
    const [name, field] = pathOf(node) ?? [];
    const words = name === undefined || field === undefined ? null : unknownField(name, field);
    if (words !== null) return words;
  }
  if (code === "limit_exceeded") return "this is too long: split it in two";
  return rename(summary);
}

function rename(summary: string): string {
  return summary
    .replaceAll(safeMatches, "matches")
    .replaceAll("google.protobuf.Timestamp", "timestamp")
    .replaceAll("google.protobuf.Duration", "duration")
    .replaceAll("dyn<null>", "null")
    .replace(/^no such overload: /, "these can't stand together: ")
    .replace(/^found no matching overload for /, "there is no such function: ");
}

function plainWords(error: unknown): string {
  if (error instanceof RangeError) return "this is nested too deep or makes too long a text";
  return error instanceof Error ? error.message : String(error);
}

function isCelError(error: unknown): error is EvaluationError {
  return error instanceof EvaluationError || error instanceof ParseError || error instanceof CelTypeError;
}
