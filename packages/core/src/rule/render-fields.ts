import type { ActionKind } from "../action/outcome.ts";
import type { TemplateScope } from "../template/render-text.ts";
import { renderTree } from "../template/render-tree.ts";
import { renderUrlPath } from "../template/render-url-path.ts";
import type { RenderOutcome } from "../template/template-problem.ts";
import { actionFields, type FieldSpec } from "./action-fields.ts";
import type { TemplateTree } from "./rule-set-body.ts";

/** An action's fields with every template filled in; in the path of a URL each value is percent-encoded. Never throws.
 *  @param fields as `resolveFields` gives them. */
export function renderFields(
  kind: ActionKind,
  fields: Readonly<Record<string, TemplateTree>>,
  scope: TemplateScope,
): RenderOutcome<Record<string, TemplateTree>> {
  const specs: Readonly<Record<string, FieldSpec>> = actionFields[kind];
  const rendered: Record<string, TemplateTree> = {};
  for (const [name, value] of Object.entries(fields)) {
    const isPath = specs[name]?.shape === "url-path" && typeof value === "string";
    const one = isPath ? renderUrlPath(value, scope) : renderTree(value, scope);
    if (one.outcome === "not-rendered") {
      const { path } = one.problem;
      const place = path === "" ? name : path.startsWith("[") ? name + path : `${name}.${path}`;
      return { outcome: "not-rendered", problem: { ...one.problem, path: place } };
    }
    rendered[name] = one.value;
  }
  return { outcome: "rendered", value: rendered };
}
