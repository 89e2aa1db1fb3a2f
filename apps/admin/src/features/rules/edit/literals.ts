import type { RuleName } from "@signalbox/contract";

export type LiteralType = "text" | "number" | "bool";

/** What a field is compared with. `double(…)` and `int(…)` make a number of a text. */
export function typeOf(field: string, name: RuleName | null): LiteralType {
  if (/^(double|int)\(/.test(field) || name?.type === "int" || name?.type === "number") return "number";
  return name?.type === "bool" ? "bool" : "text";
}

/** CEL text as a person reads it: `"critical"` → critical, `2` → 2. */
export function readLiteral(literal: string): string {
  if (!literal.startsWith('"')) return literal;
  try {
    return String(JSON.parse(literal));
  } catch {
    return literal;
  }
}

/** What a person wrote as CEL text. `null` stays the value that is not there. */
export function writeLiteral(written: string, type: LiteralType): string {
  if (written === "null") return written;
  if (type === "number") return /^-?\d+(\.\d+)?$/.test(written) ? written : JSON.stringify(written);
  return JSON.stringify(written);
}
