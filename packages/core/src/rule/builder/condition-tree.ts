/** A condition as the visual builder shows it: lines, joined in groups. */
export interface ConditionGroup {
  /** `all` of its items must hold, or `any` one. Without items: always. */
  join: "all" | "any";
  not: boolean;
  items: (ConditionGroup | ConditionLine)[];
}

/** How a line compares. `is`: the field itself is true or false. `has`: a name that may be missing is there. */
export const lineOperators = [
  "==",
  "!=",
  "<",
  "<=",
  ">",
  ">=",
  "in",
  "startsWith",
  "endsWith",
  "contains",
  "matches",
  "is",
  "has",
  "calendar",
] as const;
export type LineOperator = (typeof lineOperators)[number];

/** One line: `component.tier <= 2`. Field and values are CEL text, so that nothing is lost on the way: `"critical"`, `2`. */
export interface ConditionLine {
  field: string;
  operator: LineOperator;
  not: boolean;
  values: string[];
}

export function isGroup(item: ConditionGroup | ConditionLine): item is ConditionGroup {
  return "items" in item;
}

/** The condition that a tree stands for; "" where it has no line: always. */
export function printCondition(group: ConditionGroup): string {
  const parts = group.items.flatMap((item) => {
    const text = isGroup(item) ? printInner(item) : printLine(item);
    return text === "" ? [] : [text];
  });
  const text = parts.join(group.join === "all" ? " && " : " || ");
  return group.not && text !== "" ? `!(${text})` : text;
}

function printInner(group: ConditionGroup): string {
  const text = printCondition(group);
  return text === "" || group.not ? text : `(${text})`;
}

function printLine({ field, operator, not, values }: ConditionLine): string {
  const [value = '""'] = values;
  switch (operator) {
    case "is":
      return `${not ? "!" : ""}${field}`;
    case "has":
      return `${not ? "!" : ""}has(${field})`;
    case "calendar":
      return `${not ? "!" : ""}${field}(${value})`;
    case "in":
      return not ? `!(${field} in [${values.join(", ")}])` : `${field} in [${values.join(", ")}]`;
    case "startsWith":
    case "endsWith":
    case "contains":
    case "matches":
      return `${not ? "!" : ""}${field}.${operator}(${value})`;
    default:
      return not ? `!(${field} ${operator} ${value})` : `${field} ${operator} ${value}`;
  }
}
