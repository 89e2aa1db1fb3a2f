import type { Reader } from "../doors/select-rows.ts";
import { alias, and, desc, eq, getTableColumns, isNotNull, lt, sql } from "../drizzle.ts";
import { ruleSets } from "../schema/rule-sets.ts";

const base = alias(ruleSets, "base");
const { body: _, ...listed } = getTableColumns(ruleSets);
const columns = {
  ...listed,
  basedOnNumber: base.number,
  rules: sql<number>`coalesce(jsonb_array_length(${ruleSets.body} -> 'rules'), 0)`,
};

/** Published versions, newest first; bodies left out. */
export async function listRuleSets(reader: Reader, page: { after: number | null; limit: number }) {
  return reader
    .select(columns)
    .from(ruleSets)
    .leftJoin(base, eq(base.id, ruleSets.basedOn))
    .where(and(isNotNull(ruleSets.number), page.after === null ? undefined : lt(ruleSets.number, page.after)))
    .orderBy(desc(ruleSets.number))
    .limit(page.limit);
}

/** One version by its number, what is live, or the draft. */
export async function findRuleSet(reader: Reader, which: "live" | "draft" | { number: number } | { id: number }) {
  const where =
    which === "live"
      ? eq(ruleSets.state, "published")
      : which === "draft"
        ? eq(ruleSets.state, "draft")
        : "number" in which
          ? eq(ruleSets.number, which.number)
          : eq(ruleSets.id, which.id);
  const [found] = await reader
    .select({ ...columns, body: ruleSets.body })
    .from(ruleSets)
    .leftJoin(base, eq(base.id, ruleSets.basedOn))
    .where(where)
    .orderBy(desc(ruleSets.id))
    .limit(1);
  return found ?? null;
}
