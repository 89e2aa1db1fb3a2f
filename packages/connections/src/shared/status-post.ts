import { isObject } from "./is-object.ts";

type Scope = Readonly<Record<string, unknown>>;

/** How bad it is for a component, in the words of rules. */
const outages = ["operational", "under_maintenance", "degraded_performance", "partial_outage", "major_outage"] as const;
export type Outage = (typeof outages)[number];

const impacts = ["none", "minor", "major", "critical"] as const;
type Impact = (typeof impacts)[number];

export interface PostLevel {
  outage: Outage;
  /** Where the rule names an impact, and not a status of the component. */
  impact: Impact | null;
}

/** Customers read it: the rule's own words, and plain ones where it has none. */
export function postTitle(scope: Scope, charactersMax: number): string {
  const title = textAt(scope.action, "title") ?? `${componentName(scope)} is disturbed`;
  return [...title].slice(0, charactersMax).join("");
}

/** What a step says to customers; nothing of what monitoring tells goes in. */
export function postText(step: "create" | "update" | "close", scope: Scope): string {
  switch (step) {
    case "create":
      return textAt(scope.action, "text") ?? `${componentName(scope)} is disturbed. We are looking into it.`;
    case "update": {
      const said = isIdentified(scope)
        ? "We have found out more and are working on it."
        : "We are still working on it.";
      return textAt(scope.action, "updateText") ?? said;
    }
    case "close":
      return textAt(scope.action, "resolveText") ?? `${componentName(scope)} works again.`;
  }
}

/** True where somebody has taken it: then its cause is looked into. */
export function isIdentified(scope: Scope): boolean {
  return isObject(scope.event) && scope.event.change === "acknowledged";
}

/** What the outside system calls the component of the outage; null where the connection names none. */
export function componentThere<Id>(scope: Scope, components: Readonly<Record<string, Id>> = {}): Id | null {
  const key = textAt(scope.component, "key") ?? "";
  return Object.hasOwn(components, key) ? (components[key] ?? null) : null;
}

/** What the rule says: a status of the component, or an impact; else by the severity. A text tells why it is neither. */
export function postLevel(scope: Scope): PostLevel | string {
  const word = textAt(scope.action, "impact");
  const outage = outages.find((one) => one === word);
  if (outage !== undefined) return { outage, impact: null };
  const impact = impacts.find((one) => one === word);
  if (impact !== undefined) return { outage: outageOf[impact], impact };
  if (word !== null) {
    return `"${word.slice(0, 40)}" is no impact: write ${impacts.join(", ")}, or a status: ${outages.join(", ")}`;
  }
  const severity = isObject(scope.incident) ? scope.incident.severity : null;
  return { outage: outageBySeverity[String(severity)] ?? "major_outage", impact: null };
}

const outageOf: Record<Impact, Outage> = {
  none: "operational",
  minor: "degraded_performance",
  major: "partial_outage",
  critical: "major_outage",
};

const outageBySeverity: Readonly<Record<string, Outage>> = {
  high: "partial_outage",
  medium: "degraded_performance",
  low: "degraded_performance",
  info: "operational",
};

function componentName(scope: Scope): string {
  return textAt(scope.component, "name") ?? "A service";
}

function textAt(value: unknown, name: string): string | null {
  const found = isObject(value) ? value[name] : null;
  return typeof found === "string" && found.trim() !== "" ? found : null;
}
