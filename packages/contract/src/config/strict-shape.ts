import { z } from "zod";

/** An object of ours: unknown keys are refused, and the words for them come from `explainIssue`. */
export function strictShape<S extends z.core.$ZodLooseShape>(what: string, shape: S) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "invalid_type"
        ? `${what} is written as key: value pairs, not as ${nameKind(issue.input)}`
        : undefined,
  });
}

/** A list with words of its own for anything else: "list the sources, each after a -". */
export function listOf<T extends z.ZodType>(schema: T, what: string, most = 5000) {
  return z
    .array(schema, {
      error: (issue) => `${what} is a list ([a, b], or one per line after a -), not ${nameKind(issue.input)}`,
    })
    .max(most, `${what} has more than ${most} entries`);
}

/** A value's kind in words that somebody who writes YAML knows. */
export function nameKind(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  switch (typeof value) {
    case "string":
      return "a text";
    case "number":
    case "bigint":
      return "a number";
    case "boolean":
      return "true or false";
    default:
      return "a group of key: value pairs";
  }
}
