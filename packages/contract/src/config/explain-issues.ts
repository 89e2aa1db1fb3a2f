import type { z } from "zod";
import { closestName } from "./closest-name.ts";
import type { Path } from "./read-yaml.ts";

export interface Explained {
  path: Path;
  message: string;
  /** The key itself is wrong, not what stands behind it. */
  isKey: boolean;
}

/** Words for what no schema of ours words itself; one line per unknown key. Pass it to `safeParse` as `error`. */
export function wordIssue(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case "unrecognized_keys": {
      const known = knownKeys(issue.inst);
      return issue.keys.map((key) => wordUnknownKey(key, known)).join("\n");
    }
    case "invalid_type":
      return wordWrongType(issue.expected, issue.input);
    case "invalid_union":
      return "this is none of what may stand here";
    case "too_small":
      return `at least ${issue.minimum}${unitOf(issue.origin)}`;
    case "too_big":
      return `at most ${issue.maximum}${unitOf(issue.origin)}`;
    default:
      return undefined;
  }
}

const wanted: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list such as [a, b]",
  object: "key: value pairs",
  record: "key: value pairs",
};

function wordWrongType(expected: string, input: unknown): string | undefined {
  const words = wanted[expected];
  if (words === undefined) return undefined;
  const isPlain = typeof input === "number" || typeof input === "boolean";
  return expected === "string" && isPlain ? `write a text here: "${input}", in quotes` : `write ${words} here`;
}

function unitOf(origin: string): string {
  if (origin === "string") return " characters";
  return origin === "array" ? " entries" : "";
}

function wordUnknownKey(key: string, known: readonly string[]): string {
  const near = closestName(key, known);
  if (near !== null) return `"${key}" is not known here: did you mean "${near}"?`;
  return known.length === 0
    ? `"${key}" is not known here`
    : `"${key}" is not known here; known are ${known.join(", ")}`;
}

function knownKeys(schema: unknown): string[] {
  const shape = (schema as { _zod?: { def?: { shape?: object } } } | undefined)?._zod?.def?.shape;
  return shape === undefined ? [] : Object.keys(shape);
}

/** A schema's issues as one line each, in words that say what to do. `value` is what was parsed. */
export function explainIssues(issues: readonly z.core.$ZodIssue[], value: unknown): Explained[] {
  const explained = issues.flatMap((issue) => explain(issue, value, []));
  const misnamed = new Set(explained.filter((one) => one.isKey).map((one) => JSON.stringify(one.path.slice(0, -1))));
  // A group with a mistyped key gets the words about that key only: the rest often follows from it.
  return explained.filter((one) => one.isKey || !misnamed.has(JSON.stringify(one.path)));
}

function explain(issue: z.core.$ZodIssue, value: unknown, base: Path): Explained[] {
  const path: Path = [...base, ...(issue.path as Path)];
  if (path.length > 0 && valueAt(value, path) === undefined) {
    return [{ path, message: `"${String(path.at(-1))}" is missing here`, isKey: false }];
  }
  if (issue.code === "unrecognized_keys") {
    const lines = issue.message.split("\n");
    return issue.keys.map((key, index) => ({
      path: [...path, key],
      message: lines[index] ?? issue.message,
      isKey: true,
    }));
  }
  if (issue.code === "invalid_key") {
    return [{ path, message: issue.issues[0]?.message ?? issue.message, isKey: true }];
  }
  if (issue.code === "invalid_union") {
    const branch = fittingBranch(issue);
    if (branch !== null) return branch.flatMap((inner) => explain(inner, value, path));
  }
  return [{ path, message: issue.message, isKey: false }];
}

/** The alternative that the writer most likely meant; null where none stands out. */
function fittingBranch(issue: z.core.$ZodIssueInvalidUnion): z.core.$ZodIssue[] | null {
  const ofRightType = issue.errors.filter((issues) => !issues.some(isWrongType));
  const ofRightKeys = ofRightType.filter(
    (issues) => !issues.some((inner) => inner.code === "unrecognized_keys" && inner.path.length === 0),
  );
  if (ofRightKeys.length > 0) return ofRightKeys.toSorted((one, other) => one.length - other.length)[0]!;
  return ofRightType.length === 1 ? ofRightType[0]! : null;
}

function isWrongType(issue: z.core.$ZodIssue): boolean {
  if (issue.path.length > 0) return false;
  if (issue.code === "invalid_type") return true;
  return issue.code === "invalid_union" && issue.errors.every((issues) => issues.some(isWrongType));
}

function valueAt(value: unknown, path: Path): unknown {
  let current = value;
  for (const step of path) {
    if (current === null || typeof current !== "object") return undefined;
    current = (current as Record<string | number, unknown>)[step];
  }
  return current;
}
