/** What a published schema says of one field. */
export type FieldRule = "text" | "flag" | "object" | "texts" | readonly string[];

/** The first way in which a body is not as a schema says, or null: an unknown field, a wrong type, a missing one. */
export function judgeFields(
  body: unknown,
  rules: Readonly<Record<string, FieldRule>>,
  required: readonly string[],
): string | null {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return "not an object";
  const fields = body as Record<string, unknown>;
  for (const name of required) if (fields[name] === undefined) return `${name} is missing`;
  for (const [name, value] of Object.entries(fields)) {
    const rule = rules[name];
    if (rule === undefined) return `${name} is not known`;
    if (!fits(value, rule)) return `${name} has the wrong type or value`;
  }
  return null;
}

function fits(value: unknown, rule: FieldRule): boolean {
  if (typeof rule === "object") return typeof value === "string" && rule.includes(value);
  if (rule === "text") return typeof value === "string";
  if (rule === "flag") return typeof value === "boolean";
  if (rule === "texts") return Array.isArray(value) && value.every((one) => typeof one === "string");
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
