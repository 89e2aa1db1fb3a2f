import type { Liquid } from "liquidjs";
import type { TemplateTree } from "../rule/rule-set-body.ts";
import { splitUrlTemplate } from "./render-url-path.ts";
import { parseTemplate, templateCharactersMax, textEngine, urlEngine } from "./template-engine.ts";
import type { TemplateNames } from "./template-names.ts";
import { describeTemplateError, type TemplateProblem } from "./template-problem.ts";

/** Everything that can be known to be wrong with a template before it is used; empty = nothing. Never throws. */
export function checkTemplate(template: string, names: TemplateNames): TemplateProblem[] {
  return check(textEngine, template, names, "");
}

/** The same for each text leaf of a JSON tree; `path` says which. */
export function checkTemplateTree(tree: TemplateTree, names: TemplateNames, path = ""): TemplateProblem[] {
  if (typeof tree === "string") return check(textEngine, tree, names, path);
  if (tree === null || typeof tree !== "object") return [];
  if (Array.isArray(tree)) return tree.flatMap((item, index) => checkTemplateTree(item, names, `${path}[${index}]`));
  return Object.entries(tree).flatMap(([key, value]) =>
    checkTemplateTree(value, names, path === "" ? key : `${path}.${key}`),
  );
}

/** The same for a URL: its scheme, host and port hold no template, and no value can leave its place. */
export function checkUrlTemplate(template: string, names: TemplateNames): TemplateProblem[] {
  const split = splitUrlTemplate(template);
  return split.outcome === "refused" ? [split.problem] : check(urlEngine, template, names, "");
}

function check(engine: Liquid, template: string, names: TemplateNames, path: string): TemplateProblem[] {
  if (template.length > templateCharactersMax) {
    return [{ message: `longer than ${templateCharactersMax} characters`, path, line: null, column: null }];
  }
  try {
    const { globals } = engine.analyzeSync(parseTemplate(engine, template), { partials: false });
    return Object.values(globals)
      .flat()
      .flatMap((variable) => {
        const [first, second] = variable.segments;
        const message = typeof first === "string" ? unknownName(first, second, names) : "a name is missing";
        return message === null ? [] : [{ message, path, line: variable.location.row, column: variable.location.col }];
      });
  } catch (error) {
    return [describeTemplateError(error, path)];
  }
}

function unknownName(name: string, field: unknown, names: TemplateNames): string | null {
  const fields = names.get(name);
  if (fields === undefined) return `unknown name "${name}"; known: ${[...names.keys()].join(", ")}`;
  if (fields === null || typeof field !== "string" || fields.has(field)) return null;
  return fields.size === 0
    ? `"${name}" has no fields`
    : `"${name}" has no field "${field}"; it has: ${[...fields].join(", ")}`;
}
