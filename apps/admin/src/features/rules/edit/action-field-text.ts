/** What a form shows of one field of an action: text for what is no plain text. */
export function fieldText(shape: string, value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return value;
  if (shape === "by-tier" || shape === "templates") {
    return Object.entries(value as Record<string, unknown>)
      .map(([name, text]) => `${name}: ${String(text)}`)
      .join("\n");
  }
  return JSON.stringify(value, null, 2);
}

export type ReadField = { value: unknown } | { problem: string };

/** The value that a written text stands for; empty leaves the field out. */
export function readFieldText(shape: string, text: string): ReadField {
  if (text.trim() === "") return { value: undefined };
  switch (shape) {
    case "by-tier": {
      const lines = text.split("\n").filter((line) => line.trim() !== "");
      const tiers = lines.map((line) => /^\s*([1-9]|default)\s*:\s*(.*)$/.exec(line));
      if (tiers.some((found) => found === null)) return { value: text };
      return { value: Object.fromEntries(tiers.map((found) => [found![1], found![2]])) };
    }
    case "templates": {
      const pairs = text.split("\n").map((line) => /^\s*([^:\s][^:]*?)\s*:\s*(.*)$/.exec(line));
      if (pairs.includes(null)) return { problem: "each line is a name, a colon and a text" };
      return { value: Object.fromEntries(pairs.map((found) => [found![1], found![2]])) };
    }
    case "tree":
      try {
        return { value: JSON.parse(text) as unknown };
      } catch {
        return { problem: "this is no JSON yet" };
      }
    default:
      return { value: text };
  }
}
