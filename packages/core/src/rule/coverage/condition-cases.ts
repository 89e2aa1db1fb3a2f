import { type ASTNode, serialize } from "@marcbachmann/cel-js";
import type { CompiledCondition } from "../condition/compile-condition.ts";
import { pathOf } from "../condition/condition-tree.ts";
import { type RoutingField, routingSchema } from "../routing-context.ts";

/** What a condition says of a case; an error is no match, and `!` of an error is one too. */
type CaseVerdict = true | false | "error";

/** A value of each name that conditions look at. What no case can tell apart (a call, a pattern) is a name of its own. */
export type Case = ReadonlyMap<string, CaseValue>;
export type CaseValue = string | number | boolean | null;

/** Stands for every text that no condition names. */
const anotherText = "\u0000another";
/** A label that the sender did not send. */
const missing = "\u0000missing";

/** A condition as a tree of what it looks at. */
export interface CaseTree {
  ask(one: Case): CaseVerdict;
  /** Names it looks at, each with the values that it tells apart beside those of its type. */
  names: ReadonlyMap<string, readonly CaseValue[]>;
}

const always: CaseTree = { ask: () => true, names: new Map() };

/** null: no condition. */
export function caseTree(condition: CompiledCondition | null): CaseTree {
  return condition === null ? always : treeOf(condition.run.ast);
}

/** Both must hold. */
export function bothOf(left: CaseTree, right: CaseTree): CaseTree {
  return join(left, right, (a, b) => (a === false || b === false ? false : a === true && b === true ? true : "error"));
}

function treeOf(node: ASTNode): CaseTree {
  switch (node.op) {
    case "&&":
      return bothOf(treeOf(node.args[0]), treeOf(node.args[1]));
    case "||":
      return join(treeOf(node.args[0]), treeOf(node.args[1]), (a, b) =>
        a === true || b === true ? true : a === false && b === false ? false : "error",
      );
    case "!_": {
      const inner = treeOf(node.args);
      return { names: inner.names, ask: (one) => invert(inner.ask(one)) };
    }
    case "value":
      if (typeof node.args !== "boolean") return opaque(node);
      return { names: new Map(), ask: () => node.args as boolean };
    case "==":
    case "!=":
    case "<":
    case "<=":
    case ">":
    case ">=": {
      const [left, right] = node.args;
      return comparison(left, node.op, right) ?? comparison(right, mirrored[node.op], left) ?? opaque(node);
    }
    case "in": {
      const [left, right] = node.args;
      const listed = right.op === "list" ? right.args.map(literalOf) : [undefined];
      if (listed.some((value) => value === undefined || value === null)) return opaque(node);
      return (
        leaf(left, listed as CaseValue[], (value) => (value === null ? "error" : listed.includes(value))) ??
        opaque(node)
      );
    }
    default:
      return leaf(node, [], (value) => (typeof value === "boolean" ? value : "error")) ?? opaque(node);
  }
}

const mirrored = { "==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<=" } as const;

function comparison(field: ASTNode, operator: keyof typeof mirrored, literal: ASTNode): CaseTree | null {
  const value = literalOf(literal);
  if (value === undefined) return null;
  if (value === null) {
    if (operator !== "==" && operator !== "!=") return null;
    const wanted = operator === "==";
    if (field.op === "id" && Object.hasOwn(routingSchema, field.args)) {
      return { names: new Map([[field.args, []]]), ask: (one) => (one.get(field.args) === null) === wanted };
    }
    return leaf(field, [], (found) => (found === null) === wanted);
  }
  return leaf(field, [value], (found) => (found === null ? "error" : compare(found, operator, value)));
}

function compare(found: CaseValue, operator: keyof typeof mirrored, value: CaseValue): CaseVerdict {
  if (operator === "==") return found === value;
  if (operator === "!=") return found !== value;
  // Whether a text that is not named comes before another is not known.
  if (typeof found !== "number" || typeof value !== "number") return "error";
  if (operator === "<") return found < value;
  if (operator === "<=") return found <= value;
  return operator === ">" ? found > value : found >= value;
}

/** A field of the schema or a label; null for anything else, and for texts that are compared by their order. */
function leaf(node: ASTNode, values: readonly CaseValue[], test: (value: CaseValue) => CaseVerdict): CaseTree | null {
  const [name, field, ...more] = (node.op === "." || node.op === "[]" ? pathOf(node) : null) ?? [];
  if (name === undefined || field === undefined || more.length > 0) return null;
  const path = `${name}.${field}`;
  if (name === "labels") {
    if (!values.every((value) => typeof value === "string")) return null;
    return {
      names: new Map([[path, values]]),
      ask: (one) => (one.get(path) === missing ? "error" : test(one.get(path) ?? null)),
    };
  }
  const spec = fieldOf(name, field);
  if (spec === null || spec.type === "json" || spec.type === "time") return null;
  return {
    names: new Map([
      [name, []],
      [path, values],
    ]),
    ask: (one) => (one.get(name) === null ? "error" : test(one.get(path) ?? null)),
  };
}

/** What is looked at as a whole: the same text says the same. */
function opaque(node: ASTNode): CaseTree {
  const name = `? ${serialize(node)}`;
  return {
    names: new Map([[name, []]]),
    ask: (one) => {
      const value = one.get(name);
      return typeof value === "boolean" ? value : "error";
    },
  };
}

function literalOf(node: ASTNode): CaseValue | undefined {
  if (node.op === "-_") {
    const value = literalOf(node.args);
    return typeof value === "number" ? -value : undefined;
  }
  if (node.op !== "value") return undefined;
  const value: unknown = node.args;
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : undefined;
  const isPlain =
    value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean";
  return isPlain ? value : undefined;
}

function join(left: CaseTree, right: CaseTree, decide: (a: CaseVerdict, b: CaseVerdict) => CaseVerdict): CaseTree {
  return {
    names: joinNames([left.names, right.names]),
    ask: (one) => decide(left.ask(one), right.ask(one)),
  };
}

export function joinNames(all: readonly CaseTree["names"][]): Map<string, readonly CaseValue[]> {
  const joined = new Map<string, readonly CaseValue[]>();
  for (const names of all) {
    for (const [name, values] of names) joined.set(name, [...new Set([...(joined.get(name) ?? []), ...values])]);
  }
  return joined;
}

function invert(verdict: CaseVerdict): CaseVerdict {
  return verdict === "error" ? verdict : !verdict;
}

function fieldOf(name: string, field: string): RoutingField | null {
  if (!Object.hasOwn(routingSchema, name)) return null;
  const fields: Readonly<Record<string, RoutingField>> = routingSchema[name as keyof typeof routingSchema].fields;
  return Object.hasOwn(fields, field) ? fields[field]! : null;
}

/** Every value of a name that conditions with these literals can tell apart. */
export function valuesOf(name: string, literals: readonly CaseValue[]): readonly CaseValue[] {
  if (name.startsWith("? ")) return [true, false, "error"];
  const dot = name.indexOf(".");
  if (dot < 0) return routingSchema[name as keyof typeof routingSchema].nullable ? ["", null] : [""];
  if (name.startsWith("labels.")) return [...literals, anotherText, missing];
  const spec = fieldOf(name.slice(0, dot), name.slice(dot + 1))!;
  const own = spec.values ?? (spec.type === "bool" ? [true, false] : spreadOut(spec.type, literals));
  return spec.nullable ? [...own, null] : own;
}

function spreadOut(type: RoutingField["type"], literals: readonly CaseValue[]): readonly CaseValue[] {
  if (type === "text") return [...literals.filter((one) => typeof one === "string"), anotherText];
  const numbers = literals.filter((one) => typeof one === "number").toSorted((a, b) => a - b);
  if (numbers.length === 0) return [0];
  const between = numbers.flatMap((one, i) => {
    const next = numbers[i + 1];
    return next === undefined ? [one] : [one, (one + next) / 2];
  });
  const all = [numbers[0]! - 1, ...between, numbers.at(-1)! + 1];
  return type === "number" ? all : [...new Set(all.flatMap((one) => [Math.floor(one), Math.ceil(one)]))];
}
