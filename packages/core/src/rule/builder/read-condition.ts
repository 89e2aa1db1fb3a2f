import { type ASTNode, serialize } from "@marcbachmann/cel-js";
import { calendarQuestions } from "../condition/calendar-book.ts";
import { checkEnvironment } from "../condition/cel-environment.ts";
import { pathOf } from "../condition/condition-tree.ts";
import { type ConditionGroup, type ConditionLine, type LineOperator, printCondition } from "./condition-tree.ts";

const always: ConditionGroup = { join: "all", not: false, items: [] };

/**
 * A condition for the visual builder, or null where the builder would lose something of it: what it can't show, a comment, or
 * anything that does not print back to the very same tree.
 */
export function readConditionTree(source: string): ConditionGroup | null {
  if (source.trim() === "") return always;
  try {
    const { ast } = checkEnvironment.parse(source);
    const group = readGroup(ast);
    if (group === null || hasComment(source)) return null;
    return serialize(checkEnvironment.parse(printCondition(group)).ast) === serialize(ast) ? group : null;
  } catch {
    return null;
  }
}

function readGroup(node: ASTNode): ConditionGroup | null {
  if (node.op === "&&" || node.op === "||") {
    const items = chainOf(node, node.op).map(readItem);
    if (items.includes(null)) return null;
    return { join: node.op === "&&" ? "all" : "any", not: false, items: items as ConditionGroup["items"] };
  }
  const item = readItem(node);
  return item === null ? null : { join: "all", not: false, items: [item] };
}

function readItem(node: ASTNode): ConditionGroup | ConditionLine | null {
  if (node.op === "&&" || node.op === "||") return readGroup(node);
  if (node.op !== "!_") return readLine(node, false);
  const inner = node.args;
  if (inner.op === "&&" || inner.op === "||") {
    const group = readGroup(inner);
    return group === null ? null : { ...group, not: true };
  }
  return readLine(inner, true);
}

/** `a && b && c` → a, b, c; what stands in parentheses on the right is one of its own. */
function chainOf(node: ASTNode, op: "&&" | "||"): ASTNode[] {
  return node.op === op ? [...chainOf(node.args[0], op), node.args[1]] : [node];
}

const comparisons = ["==", "!=", "<", "<=", ">", ">="] as const;
const methods = ["startsWith", "endsWith", "contains", "matches"] as const;

function readLine(node: ASTNode, not: boolean): ConditionLine | null {
  const line = (field: string | null, operator: LineOperator, values: (string | null)[]): ConditionLine | null =>
    field === null || values.includes(null) ? null : { field, operator, not, values: values as string[] };
  const comparison = comparisons.find((one) => one === node.op);
  if (comparison !== undefined) {
    const [left, right] = node.args as [ASTNode, ASTNode];
    return line(printField(left), comparison, [printLiteral(right)]);
  }
  switch (node.op) {
    case "in":
      return node.args[1].op === "list"
        ? line(printField(node.args[0]), "in", node.args[1].args.map(printLiteral))
        : null;
    case "rcall": {
      const [name, receiver, args] = node.args;
      if (receiver.op === "id" && receiver.args === "calendar" && Object.hasOwn(calendarQuestions, name)) {
        return args.length === 1 ? line(`calendar.${name}`, "calendar", [printLiteral(args[0]!)]) : null;
      }
      const method = methods.find((one) => one === name);
      return method === undefined || args.length !== 1
        ? null
        : line(printField(receiver), method, [printLiteral(args[0]!)]);
    }
    case "call": {
      const [name, args] = node.args;
      return name === "has" && args.length === 1 ? line(printField(args[0]!), "has", []) : null;
    }
    default:
      return line(printField(node), "is", []);
  }
}

/** A path, or a number made of one: `component.tier`, `labels["a b"]`, `double(component.costPerMinute)`. */
function printField(node: ASTNode): string | null {
  if (node.op === "call") {
    const [name, [inner, ...more]] = node.args;
    const isNumber = (name === "double" || name === "int") && inner !== undefined && more.length === 0;
    const path = isNumber ? printField(inner) : null;
    return path === null ? null : `${name}(${path})`;
  }
  if (pathOf(node) === null) return null;
  if (node.op === "id") return node.args;
  if (node.op === ".") {
    const before = printField(node.args[0]);
    return before === null ? null : `${before}.${node.args[1]}`;
  }
  if (node.op === "[]" && node.args[1].op === "value") {
    const before = printField(node.args[0]);
    return before === null ? null : `${before}[${JSON.stringify(node.args[1].args)}]`;
  }
  return null;
}

function printLiteral(node: ASTNode): string | null {
  if (node.op === "-_") {
    const number = printLiteral(node.args);
    return number !== null && /^[0-9]/.test(number) ? `-${number}` : null;
  }
  if (node.op !== "value") return null;
  const value: unknown = node.args;
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "bigint" || typeof value === "boolean" || value === null) return String(value);
  if (typeof value === "number") return Number.isInteger(value) ? `${value}.0` : String(value);
  return null;
}

function hasComment(source: string): boolean {
  return source.replace(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/g, '""').includes("//");
}
