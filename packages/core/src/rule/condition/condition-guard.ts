import type { ASTNode } from "@marcbachmann/cel-js";
import { type RoutingField, routingSchema, unknownField } from "../routing-context.ts";
import { calendarQuestions } from "./calendar-book.ts";
import { safeMatches } from "./cel-environment.ts";
import type { ConditionProblem } from "./condition-problem.ts";
import { childrenOf, isLoop, pathOf } from "./condition-tree.ts";
import { refusePattern } from "./pattern.ts";
import { rotationQuestions } from "./rotation-book.ts";

/** What conditions may name besides the schema. */
export interface KnownNames {
  /** Keys of the calendars; left out: any. */
  calendars?: readonly string[];
  /** Keys of the rotations; left out: any. */
  rotations?: readonly string[];
}

/** How deep loops may be nested in a condition. */
const loopsMaxOfConditions = 2;

/**
 * What types can't say: patterns are RE2 and written out, loops are nested only so deep, words and calendars exist.
 * Turns `matches` into its safe form in the tree that it is given, so that places in the text stay as the author wrote them.
 */
export function guardCondition(
  root: ASTNode,
  known: KnownNames,
  loopsMax: number = loopsMaxOfConditions,
): ConditionProblem[] {
  const problems: ConditionProblem[] = [];
  const refuse = (node: ASTNode, message: string) => problems.push({ message, range: node.range });

  const walk = (node: ASTNode, depth: number): void => {
    if (node.op === "rcall") guardCall(node, depth);
    if (node.op === ".?" || node.op === "[?]") guardField(node);
    if (node.op === "call" && node.args[0] === "has" && node.args[1][0] !== undefined) guardField(node.args[1][0]);
    if (node.op === "==" || node.op === "!=" || node.op === "in") guardWords(node);
    const inner = isLoop(node) ? depth + 1 : depth;
    if (inner > loopsMax) return void refuse(node, tooDeep(loopsMax));
    const children = childrenOf(node);
    for (const [index, child] of children.entries()) walk(child, index === 0 ? depth : inner);
  };

  // The type checker lets a field be missing here, since that is what is asked; a field that can't exist is a typo.
  const guardField = (node: ASTNode): void => {
    const [name, field] = pathOf(node) ?? [];
    const reason = name === undefined || field === undefined ? null : unknownField(name, field);
    if (reason !== null) refuse(node, reason);
  };

  const guardCall = (node: ASTNode & { op: "rcall" }, depth: number): void => {
    const [name, receiver, args] = node.args;
    if (name === "split" && depth > 0) refuse(node, "split can't stand inside a loop");
    if (name === "bind") refuse(node, "cel.bind can't be used in conditions");
    if (name === "matches" && args.length === 1) {
      const pattern = args[0]!;
      const reason =
        pattern.op === "value" && typeof pattern.args === "string"
          ? refusePattern(pattern.args)
          : "write the pattern of matches out in quotes";
      if (reason !== null) refuse(pattern, reason);
      (node.args as unknown[])[0] = safeMatches;
    }
    if (receiver.op !== "id") return;
    if (receiver.args === "calendar" && Object.hasOwn(calendarQuestions, name)) {
      guardKey(args[0], "calendar", known.calendars);
    }
    if (receiver.args === "rotation" && Object.hasOwn(rotationQuestions, name)) {
      guardKey(args[0], "rotation", known.rotations);
    }
  };

  const guardKey = (key: ASTNode | undefined, what: string, keys: readonly string[] | undefined): void => {
    if (key?.op !== "value" || typeof key.args !== "string" || keys?.includes(key.args) !== false) return;
    refuse(key, `there is no ${what} "${key.args}"; known: ${keys.join(", ") || "none"}`);
  };

  const guardWords = (node: ASTNode & { op: "==" | "!=" | "in" }): void => {
    const [left, right] = node.args;
    const listed = node.op === "in" && right.op === "list" ? right.args : [right];
    for (const [field, literals] of [
      [wordsOf(left), listed],
      [wordsOf(right), node.op === "in" ? [] : [left]],
    ] as const) {
      if (field === null) continue;
      for (const literal of literals) {
        if (literal.op !== "value" || typeof literal.args !== "string" || field.words.includes(literal.args)) continue;
        refuse(literal, `${field.name} is never "${literal.args}"; it is one of ${field.words.join(", ")}`);
      }
    }
  };

  walk(root, 0);
  return problems;
}

function tooDeep(loopsMax: number): string {
  return loopsMax === 1 ? "a loop can't stand inside a loop" : `loops can be nested at most ${loopsMax} deep`;
}

function wordsOf(node: ASTNode): { name: string; words: readonly string[] } | null {
  const path = pathOf(node);
  if (path?.length !== 2 || !Object.hasOwn(routingSchema, path[0]!)) return null;
  const fields: Readonly<Record<string, RoutingField>> = routingSchema[path[0] as keyof typeof routingSchema].fields;
  const words = Object.hasOwn(fields, path[1]!) ? fields[path[1]!]!.values : undefined;
  return words === undefined ? null : { name: path.join("."), words };
}
