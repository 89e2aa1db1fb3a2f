import type { TemplateScope } from "./render-text.ts";
import { renderTemplate, urlEngine } from "./template-engine.ts";
import { describeTemplateError, type RenderOutcome, type TemplateProblem } from "./template-problem.ts";

/**
 * Fills in a path with its query (`/tickets/{{ obligation.externalId }}`), or a whole http(s) URL whose scheme, host and
 * port hold no template. Each value is percent-encoded as one segment or query value; empty values, `.`, `..`, control
 * characters, lists and objects are refused. Never throws.
 */
export function renderUrlPath(template: string, scope: TemplateScope): RenderOutcome<string> {
  const split = splitUrlTemplate(template);
  if (split.outcome === "refused") return { outcome: "not-rendered", problem: split.problem };
  try {
    const path = renderTemplate(urlEngine, split.path, scope);
    const reason = refusePath(path);
    if (reason !== null) return { outcome: "not-rendered", problem: problem(reason) };
    return { outcome: "rendered", value: split.origin + path };
  } catch (error) {
    return { outcome: "not-rendered", problem: describeTemplateError(error) };
  }
}

export type SplitUrl =
  | { outcome: "split"; origin: string; path: string }
  | { outcome: "refused"; problem: TemplateProblem };

/** Parts the literal `https://host:port` from what may hold templates. `origin` is empty for a path alone. */
export function splitUrlTemplate(template: string): SplitUrl {
  if (template.startsWith("/") && !template.startsWith("//")) return { outcome: "split", origin: "", path: template };
  const match = /^(https?:\/\/[^/?#\\\s{}@]+)(?=[/?]|$)/i.exec(template);
  if (match === null) {
    return {
      outcome: "refused",
      problem: problem('a URL begins with "/" or with http(s)://host, and its scheme, host and port hold no template'),
    };
  }
  const rest = template.slice(match[1]!.length);
  return { outcome: "split", origin: match[1]!, path: rest.startsWith("/") ? rest : `/${rest}` };
}

function refusePath(path: string): string | null {
  if (path.startsWith("//")) return 'the path begins with "//"';
  if (/[\s\\#\p{Cc}]/u.test(path)) return "the URL holds a space, a backslash, a # or a control character";
  const [segments = ""] = path.split("?", 1);
  const climbs = segments.split("/").some((segment) => /^(\.|%2e){1,2}$/i.test(segment));
  return climbs ? 'a segment of the path is "." or ".."' : null;
}

function problem(message: string): TemplateProblem {
  return { message, path: "", line: null, column: null };
}
