import type { PgDatabase, PgQueryResultHKT, SQL } from "../drizzle.ts";

/** Either door as far as reading goes: `db.read` or a transaction. */
export type Reader = Pick<PgDatabase<PgQueryResultHKT>, "select" | "selectDistinct" | "selectDistinctOn" | "execute">;

/** The rows of raw SQL by either door. Instants come as text: read them with `readInstant`. */
export async function selectRows<Row>(reader: Reader, query: SQL): Promise<Row[]> {
  const result: unknown = await reader.execute(query);
  return (Array.isArray(result) ? result : (result as { rows: unknown[] }).rows) as Row[];
}
