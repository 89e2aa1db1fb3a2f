import type { ASTNode } from "@marcbachmann/cel-js";
import { type CalendarAnswer, routingSchema } from "../routing-context.ts";
import type { BoundContext } from "./bind-context.ts";
import { CalendarBook, calendarQuestions } from "./calendar-book.ts";
import { safeMatches } from "./cel-environment.ts";
import { clausesOf, pathOf } from "./condition-tree.ts";

/** true: the clause is surely false. false: nothing is known, ask it. */
export type QuickNo = (bound: BoundContext) => boolean;

/**
 * The parts of a condition that a plain comparison can deny: most rules say no to most events by one of them, at a fraction of
 * what asking the whole condition costs. A part that is false decides, whatever the others are.
 */
export function quickNos(ast: ASTNode): readonly QuickNo[] {
  return clausesOf(ast).flatMap((clause) => quickNo(clause) ?? []);
}

function quickNo(node: ASTNode): QuickNo | null {
  switch (node.op) {
    case "==":
    case "!=":
    case "<":
    case "<=":
    case ">":
    case ">=": {
      const [left, right] = node.args as [ASTNode, ASTNode];
      const read = reader(left);
      if (read === null || right.op !== "value") return null;
      return compare(read, node.op, right.args);
    }
    case "in": {
      const read = reader(node.args[0]);
      const texts = textsOf(node.args[1]);
      if (read === null || texts === null) return null;
      return (bound) => {
        const value = read(bound);
        return typeof value === "string" && !texts.has(value);
      };
    }
    case "||":
    case "&&": {
      const [left, right] = [quickNo(node.args[0]), quickNo(node.args[1])];
      if (node.op === "||") return left && right && ((bound) => left(bound) && right(bound));
      return left && right ? (bound) => left(bound) || right(bound) : (left ?? right);
    }
    case "rcall": {
      const [method, receiver, args] = node.args;
      const text = args.length === 1 && args[0]!.op === "value" ? args[0]!.args : null;
      if (typeof text !== "string") return null;
      if (receiver.op === "id" && receiver.args === "calendar") return askCalendar(method, text);
      const read = reader(receiver);
      return read === null ? null : callMethod(read, method, text);
    }
    case ".": {
      const read = reader(node);
      return read === null ? null : (bound) => read(bound) === false;
    }
    case "!_": {
      const read = reader(node.args);
      return read === null ? null : (bound) => read(bound) === true;
    }
    default:
      return null;
  }
}

type Read = (bound: BoundContext) => unknown;

/** Reads a field of the schema or a label; null where a node is anything else. */
function reader(node: ASTNode): Read | null {
  if (node.op !== "." && node.op !== "[]") return null;
  const [name, field, ...more] = pathOf(node) ?? [];
  if (name === undefined || field === undefined || more.length > 0) return null;
  if (name === "labels") return (bound) => bound.labels.get(field);
  if (!Object.hasOwn(routingSchema, name)) return null;
  return (bound) => (bound.values[name] as ReadonlyMap<string, unknown> | null)?.get(field);
}

// Only values of one type are compared: what CEL says of others is CEL's to say.
function compare(read: Read, operator: string, literal: unknown): QuickNo | null {
  if (typeof literal === "string" && (operator === "==" || operator === "!=")) {
    const wanted = operator === "==";
    return (bound) => {
      const value = read(bound);
      return typeof value === "string" && (value === literal) !== wanted;
    };
  }
  if (typeof literal !== "bigint") return null;
  const holds = holdsFor(operator, literal);
  return (bound) => {
    const value = read(bound);
    return typeof value === "bigint" && !holds(value);
  };
}

function holdsFor(operator: string, literal: bigint): (value: bigint) => boolean {
  switch (operator) {
    case "==":
      return (value) => value === literal;
    case "!=":
      return (value) => value !== literal;
    case "<":
      return (value) => value < literal;
    case "<=":
      return (value) => value <= literal;
    case ">":
      return (value) => value > literal;
    default:
      return (value) => value >= literal;
  }
}

function textsOf(node: ASTNode): ReadonlySet<string> | null {
  if (node.op !== "list") return null;
  const texts = node.args.map((item) => (item.op === "value" ? item.args : null));
  return texts.every((text) => typeof text === "string") ? new Set(texts as string[]) : null;
}

function askCalendar(question: string, key: string): QuickNo | null {
  if (!Object.hasOwn(calendarQuestions, question)) return null;
  return (bound) => {
    const { calendar } = bound.values;
    return calendar instanceof CalendarBook && calendar.find(key)?.[question as keyof CalendarAnswer] === false;
  };
}

function callMethod(read: Read, method: string, text: string): QuickNo | null {
  const test = testFor(method, text);
  if (test === null) return null;
  return (bound) => {
    const value = read(bound);
    return typeof value === "string" && !test(value);
  };
}

function testFor(method: string, text: string): ((value: string) => boolean) | null {
  switch (method) {
    case "startsWith":
      return (value) => value.startsWith(text);
    case "endsWith":
      return (value) => value.endsWith(text);
    case "contains":
      return (value) => value.includes(text);
    case safeMatches: {
      const prefix = prefixOf(text);
      return prefix === null ? null : (value) => value.startsWith(prefix);
    }
    default:
      return null;
  }
}

/** What every text that a pattern finds begins with: the plain characters behind its ^; null where that is not sure. */
function prefixOf(pattern: string): string | null {
  const [, prefix = ""] = /^\^([A-Za-z0-9 _-]+)(?![*?{+]|$)/.exec(pattern) ?? [];
  let depth = 0;
  for (const character of pattern.replace(/\\./gs, "").replace(/\[[^\]]*\]/g, "")) {
    if (character === "(") depth += 1;
    if (character === ")") depth -= 1;
    if (character === "|" && depth === 0) return null;
  }
  return prefix === "" ? null : prefix;
}
