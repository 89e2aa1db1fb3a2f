import { parseDocument, stringify } from "yaml";

/** One kind and its fields, as the file has it: `{ticket: {connection: desk}}`. */
export type EditedAction = Record<string, Record<string, unknown>>;

/** One rule as the forms edit it; what they have no field for stays. */
export interface EditedRule {
  key: string;
  about?: string;
  on?: string[];
  when?: string;
  hold?: string;
  do: EditedAction[];
  stop?: boolean;
  enabled?: boolean;
}

export interface EditedTest {
  name: string;
  expect: Record<string, unknown>[];
  [field: string]: unknown;
}

export interface EditedRules {
  rules: EditedRule[];
  otherwise?: EditedAction;
  tests?: EditedTest[];
  budget?: Record<string, number>;
}

/** The rules of a text, or null where its YAML is broken or it is no rule set: the text alone can be edited then. */
export function readRules(text: string): EditedRules | null {
  const document = parseDocument(text);
  if (document.errors.length > 0) return null;
  const value: unknown = document.toJS();
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const { rules = [], ...rest } = value as { rules?: unknown };
  if (!Array.isArray(rules) || !rules.every(isRule)) return null;
  return { ...rest, rules };
}

function isRule(value: unknown): value is EditedRule {
  const rule = value as EditedRule | null;
  return typeof rule === "object" && rule !== null && typeof rule.key === "string" && Array.isArray(rule.do);
}

// Never folded: the place of a mistake inside a condition can then be shown to the character.
export function printRules(rules: EditedRules): string {
  return stringify(rules, { lineWidth: 0, aliasDuplicateObjects: false });
}

/** A copy with one field changed; undefined and "" leave it out. */
export function withField<Of extends object>(of: Of, name: string, value: unknown): Of {
  const { [name as keyof Of]: _, ...rest } = of;
  return (value === undefined || value === "" ? rest : { ...of, [name]: value }) as Of;
}

export function replaceAt<Item>(items: readonly Item[], place: number, item: Item | null): Item[] {
  return items.flatMap((one, index) => (index === place ? (item === null ? [] : [item]) : [one]));
}

/** The item one place up or down; where there is no such place, all stay. */
export function moveItem<Item>(items: readonly Item[], place: number, by: -1 | 1): Item[] {
  const moved = [...items];
  const [item] = moved.splice(place, 1);
  const to = place + by;
  if (item === undefined || to < 0 || to > moved.length) return [...items];
  moved.splice(to, 0, item);
  return moved;
}

/** `name`, or the first of `name-2`, `name-3` … that is free. */
export function freeKey(name: string, taken: readonly string[]): string {
  const base =
    name
      .toLowerCase()
      .replace(/[^a-z0-9_]+/g, "-")
      .replace(/^-+|-+$/g, "")
      .slice(0, 50) || "rule";
  let key = base;
  for (let number = 2; taken.includes(key); number++) key = `${base}-${number}`;
  return key;
}

/** `ticket → desk, page → pager`, or what stands for nothing. */
export function sayActions(actions: readonly EditedAction[]): string {
  if (actions.length === 0) return "silence on purpose";
  return actions
    .map((action) => {
      const [kind, fields] = Object.entries(action)[0] ?? ["?", {}];
      return `${kind} → ${String(fields.connection ?? "?")}`;
    })
    .join(", ");
}
