import type { ActionKind } from "../action/outcome.ts";
import { actionFields, type FieldSpec } from "./action-fields.ts";
import type { TemplateTree } from "./rule-set-body.ts";

/**
 * An action's fields as templates of a connection see them: every field of its kind is present, null where the rule left it
 * out; values by tier are looked up (`default` where the tier has none or is not known). Texts are still templates.
 */
export function resolveFields(
  kind: ActionKind,
  fields: Readonly<Record<string, unknown>>,
  tier: number | null,
): Record<string, TemplateTree> {
  const own: Readonly<Record<string, FieldSpec>> = actionFields[kind];
  const resolved = Object.entries(own)
    .filter(([name]) => name !== "always")
    .map(([name, spec]): [string, TemplateTree] => {
      const value = (fields[name] ?? null) as TemplateTree;
      return [name, spec.shape === "by-tier" ? byTier(value, tier) : value];
    });
  return Object.fromEntries(resolved);
}

function byTier(value: TemplateTree, tier: number | null): TemplateTree {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  const exact = tier === null ? undefined : value[String(tier)];
  return exact ?? value.default ?? null;
}
