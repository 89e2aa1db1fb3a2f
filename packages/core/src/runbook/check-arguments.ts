import { matchesPattern, refusePattern } from "../rule/condition/pattern.ts";
import type { ParameterSpec } from "./runbook.ts";

export const argumentCharactersMax = 500;

export type ArgumentsOutcome =
  | { outcome: "filled"; values: Record<string, string> }
  | { outcome: "refused"; problems: { name: string; message: string }[] };

/** The value of each parameter: what was given, else its default. Everything wrong is named at once. Never throws. */
export function checkArguments(
  parameters: Readonly<Record<string, ParameterSpec>>,
  given: Readonly<Record<string, string>>,
): ArgumentsOutcome {
  const problems: { name: string; message: string }[] = [];
  const values: Record<string, string> = {};
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(parameters, name)) continue;
    const known = Object.keys(parameters);
    const help = known.length === 0 ? "this runbook takes none" : `it takes ${known.join(", ")}`;
    problems.push({ name, message: `there is no argument "${name}": ${help}` });
  }
  for (const [name, spec] of Object.entries(parameters)) {
    const value = Object.hasOwn(given, name) ? given[name]! : spec.default;
    const message = value === undefined ? "it is required" : refuseValue(spec, value);
    if (message !== null) problems.push({ name, message: `the argument "${name}": ${message}` });
    else values[name] = value!;
  }
  return problems.length > 0 ? { outcome: "refused", problems } : { outcome: "filled", values };
}

/** Why a value can't be an argument, or null. */
function refuseValue(spec: ParameterSpec, value: string): string | null {
  if (value.length > argumentCharactersMax) return `it has more than ${argumentCharactersMax} characters`;
  if (/\p{Cc}/u.test(value) || !value.isWellFormed()) return "it holds a control character";
  switch (spec.type) {
    case "text":
      return matchesPattern(value, wholeOf(spec.pattern)) ? null : `"${value}" does not match ${spec.pattern}`;
    case "integer": {
      const isInteger = /^-?(0|[1-9]\d{0,14})$/.test(value) && value !== "-0";
      const isInRange = isInteger && Number(value) >= spec.least && Number(value) <= spec.most;
      return isInRange ? null : `"${value}" is no whole number from ${spec.least} to ${spec.most}`;
    }
    case "choice":
      return spec.of.includes(value) ? null : `"${value}" is none of ${spec.of.join(", ")}`;
  }
}

/** Why a specification can't be used, or null: a pattern that can't be read, a default that it refuses itself. */
export function refuseParameter(spec: ParameterSpec): string | null {
  if (spec.type === "text") {
    const refusal = refusePattern(wholeOf(spec.pattern));
    if (refusal !== null) return refusal;
  }
  if (spec.type === "integer" && spec.least > spec.most) return "least is more than most";
  if (spec.default === undefined) return null;
  const refusal = refuseValue(spec, spec.default);
  return refusal === null ? null : `its default: ${refusal}`;
}

// `$` alone would also match before a last line feed.
function wholeOf(pattern: string): string {
  return `\\A(?:${pattern})\\z`;
}
