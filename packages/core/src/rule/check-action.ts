import type { ActionKind } from "../action/outcome.ts";
import { readDuration } from "../shared/duration.ts";
import { checkTemplate, checkUrlTemplate } from "../template/check-template.ts";
import { ruleTemplateNames } from "../template/template-names.ts";
import { actionFields, actionKinds, type FieldSpec, obligationKinds } from "./action-fields.ts";
import { problemAt, problemInTemplate, type RulePath, type RuleProblem } from "./rule-problem.ts";

const durationMsMax = 400 * 86_400_000;

/** The kind of an action and its fields, or null with a problem where it is not one kind. */
export function readAction(
  action: unknown,
  path: RulePath,
  problems: RuleProblem[],
): { kind: ActionKind; fields: Record<string, unknown> } | null {
  const entries = isObject(action) ? Object.entries(action) : [];
  const [kind, fields] = entries[0] ?? [];
  if (entries.length !== 1 || !isKind(kind) || !isObject(fields)) {
    const known = actionKinds.join(", ");
    problems.push(
      problemAt(path, `an action is one kind and its fields, as {ticket: {connection: desk}}; kinds: ${known}`),
    );
    return null;
  }
  return { kind, fields };
}

/** Everything wrong with an action's fields but its `when`. */
export function checkActionFields(kind: ActionKind, fields: Record<string, unknown>, path: RulePath): RuleProblem[] {
  const own: Readonly<Record<string, FieldSpec>> = actionFields[kind];
  const opens = obligationKinds.includes(kind);
  const problems: RuleProblem[] = [];
  const groups = opens && kind !== "page";
  const known = ["connection", "when", ...(opens ? ["slot"] : []), ...(groups ? ["groupBy"] : []), ...Object.keys(own)];
  for (const [name, value] of Object.entries(fields)) {
    const at = [...path, name];
    // Whoever acknowledged it for one incident would have silenced the others that joined it.
    if (kind === "page" && name === "groupBy")
      problems.push(
        problemAt(at, "a page is of one incident: group tickets and status posts, and leave groupBy out here"),
      );
    else if (!known.includes(name))
      problems.push(problemAt(at, `${kind} has no field "${name}"; it has: ${known.join(", ")}`));
    else if (Object.hasOwn(own, name)) problems.push(...checkField(own[name]!, value, at));
  }
  if (!isKey(fields.connection))
    problems.push(problemAt([...path, "connection"], "name the connection that carries it out"));
  if (opens && fields.slot !== undefined && !isKey(fields.slot)) {
    problems.push(problemAt([...path, "slot"], "a slot is a short name"));
  }
  if (groups && fields.groupBy !== undefined && fields.groupBy !== "component") {
    problems.push(problemAt([...path, "groupBy"], 'the only grouping is "component"'));
  }
  for (const [name, spec] of Object.entries(own)) {
    if (spec.required && fields[name] === undefined) problems.push(problemAt(path, `${kind} needs "${name}"`));
  }
  return problems;
}

function checkField(spec: FieldSpec, value: unknown, path: RulePath): RuleProblem[] {
  switch (spec.shape) {
    case "template":
      return checkText(value, path);
    case "by-tier":
      return isObject(value) ? checkTiers(value, path) : checkText(value, path);
    case "url-path":
      if (typeof value !== "string") return [problemAt(path, "a text is needed")];
      if (!value.startsWith("/"))
        return [problemAt(path, 'a path begins with "/": it is added to the connection\'s base URL')];
      return checkUrlTemplate(value, ruleTemplateNames).map((problem) => problemInTemplate(path, value, problem));
    case "tree":
      return checkTree(value, path);
    case "templates":
      if (!isObject(value)) return [problemAt(path, "an object of texts is needed")];
      return Object.entries(value).flatMap(([name, text]) => checkText(text, [...path, name]));
    case "duration":
      return checkDuration(value, path);
    case "flag":
      return typeof value === "boolean" ? [] : [problemAt(path, "true or false is needed")];
    case "key":
      return isKey(value) ? [] : [problemAt(path, "a short name is needed")];
    case "method": {
      const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];
      return methods.some((method) => method === value)
        ? []
        : [problemAt(path, `one of ${methods.join(", ")} is needed`)];
    }
  }
}

/** A problem where `value` is no length of time, such as `30s`. */
export function checkDuration(value: unknown, path: RulePath): RuleProblem[] {
  const ms = typeof value === "string" ? readDuration(value) : null;
  if (ms !== null && ms > 0 && ms <= durationMsMax) return [];
  return [problemAt(path, "a length of time is a whole number with s, m, h or d, such as 30s, and at most 400d")];
}

function checkText(value: unknown, path: RulePath): RuleProblem[] {
  if (typeof value !== "string") return [problemAt(path, "a text is needed")];
  return checkTemplate(value, ruleTemplateNames).map((problem) => problemInTemplate(path, value, problem));
}

function checkTiers(tiers: Record<string, unknown>, path: RulePath): RuleProblem[] {
  return Object.entries(tiers).flatMap(([tier, text]) =>
    /^([1-9]|default)$/.test(tier)
      ? checkText(text, [...path, tier])
      : [problemAt([...path, tier], 'a tier is 1 to 9, or "default"')],
  );
}

function checkTree(value: unknown, path: RulePath): RuleProblem[] {
  if (typeof value === "string") return checkText(value, path);
  if (Array.isArray(value)) return value.flatMap((item, index) => checkTree(item, [...path, index]));
  if (isObject(value)) return Object.entries(value).flatMap(([key, item]) => checkTree(item, [...path, key]));
  return [];
}

function isKind(value: unknown): value is ActionKind {
  return actionKinds.some((kind) => kind === value);
}

function isKey(value: unknown): value is string {
  return typeof value === "string" && value.length > 0 && value.length <= 63;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
