import { Context, Output, type Template, toValueSync } from "liquidjs";
import type { TemplateTree } from "../rule/rule-set-body.ts";
import { renderText, type TemplateScope } from "./render-text.ts";
import { parseTemplate, textEngine } from "./template-engine.ts";
import {
  describeTemplateError,
  RefusedValueError,
  type RenderOutcome,
  type TemplateProblem,
} from "./template-problem.ts";

const depthMax = 64;

class TreeProblem extends Error {
  readonly problem: TemplateProblem;
  constructor(problem: TemplateProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

/**
 * Fills in every text leaf of a JSON tree. A leaf that is exactly `{{ expression }}` keeps the value's own type; any other
 * leaf becomes text. Keys are taken as they are. Serialise the result once: no value can break out of its place.
 * Never throws.
 */
export function renderTree(tree: TemplateTree, scope: TemplateScope): RenderOutcome<TemplateTree> {
  try {
    return { outcome: "rendered", value: fill(tree, scope, "", 0) };
  } catch (error) {
    if (error instanceof TreeProblem) return { outcome: "not-rendered", problem: error.problem };
    return { outcome: "not-rendered", problem: describeTemplateError(error) };
  }
}

function fill(tree: TemplateTree, scope: TemplateScope, path: string, depth: number): TemplateTree {
  if (depth > depthMax) throw new RefusedValueError(`the body is nested more than ${depthMax} deep`);
  if (typeof tree === "string") return fillLeaf(tree, scope, path);
  if (tree === null || typeof tree !== "object") return tree;
  if (Array.isArray(tree)) return tree.map((item, index) => fill(item, scope, `${path}[${index}]`, depth + 1));
  const entries = Object.entries(tree).map(([key, value]): [string, TemplateTree] => [
    key,
    fill(value, scope, path === "" ? key : `${path}.${key}`, depth + 1),
  ]);
  return Object.fromEntries(entries);
}

function fillLeaf(template: string, scope: TemplateScope, path: string): TemplateTree {
  if (!template.startsWith("{{")) return renderOrThrow(template, scope, path);
  try {
    const whole = readWholeExpression(parseTemplate(textEngine, template));
    if (whole !== null) return toJson(toValueSync(whole.value.value(new Context(scope, textEngine.options), false)));
  } catch (error) {
    throw new TreeProblem(describeTemplateError(error, path));
  }
  return renderOrThrow(template, scope, path);
}

function renderOrThrow(template: string, scope: TemplateScope, path: string): string {
  const rendered = renderText(template, scope);
  if (rendered.outcome === "not-rendered") throw new TreeProblem({ ...rendered.problem, path });
  return rendered.value;
}

function readWholeExpression(templates: Template[]): Output | null {
  const [only] = templates;
  return templates.length === 1 && only instanceof Output ? only : null;
}

/** Plain JSON of our own: nothing of the scope is shared with the body. Undefined (a filter that found nothing) is null. */
function toJson(value: unknown): TemplateTree {
  const text = JSON.stringify(value ?? null, (_key, item: unknown) => {
    if (typeof item === "number" && !Number.isFinite(item)) throw new RefusedValueError(`${item} is no number of JSON`);
    return item;
  });
  return JSON.parse(text ?? "null") as TemplateTree;
}
