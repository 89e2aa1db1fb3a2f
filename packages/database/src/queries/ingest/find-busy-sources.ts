import type { SqlDoor } from "../../doors/sql-door.ts";

/** Sources with more than `limit` deliveries that wait to be processed: their batches go to the slow lane. */
export async function findBusySources(sql: SqlDoor, limit: number): Promise<Set<number>> {
  const rows = await sql<{ id: number }[]>`
    select id from sources
    where (select count(*) from (
      select from deliveries where source_id = sources.id and state = 'received' limit ${limit + 1}) waiting) > ${limit}`;
  return new Set(rows.map(({ id }) => id));
}
