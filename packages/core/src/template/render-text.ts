import { renderTemplate, textEngine } from "./template-engine.ts";
import { describeTemplateError, type RenderOutcome } from "./template-problem.ts";

/** What templates see: plain JSON by name. Values are inserted as they are and never read as templates again. */
export type TemplateScope = Readonly<Record<string, unknown>>;

/**
 * Fills in one text. A name or field that does not exist is a problem, unless the template gives a `default`; what is
 * null, and any field of it, is empty text. Never throws.
 * @example renderText("{{ incident.title }} is down", { incident: { title: "Checkout" } })
 */
export function renderText(template: string, scope: TemplateScope): RenderOutcome<string> {
  if (!template.includes("{{") && !template.includes("{%")) return { outcome: "rendered", value: template };
  try {
    return { outcome: "rendered", value: renderTemplate(textEngine, template, scope) };
  } catch (error) {
    return { outcome: "not-rendered", problem: describeTemplateError(error) };
  }
}
