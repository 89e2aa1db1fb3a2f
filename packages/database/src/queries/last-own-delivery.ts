import { type SQL, sql } from "../drizzle.ts";

/** When a source delivered last, by SQL: what a drill sent in its place proves nothing about its tool, and is left out.
 *  @param sourceId an expression */
export function lastOwnDelivery(sourceId: SQL): SQL {
  return sql`(select d.received_at from deliveries d where d.source_id = ${sourceId} and not exists (
      select from events e join incidents i on i.id = e.incident_id join drills on drills.id = i.drill_id
      where e.delivery_id = d.id and e.received_at = d.received_at and drills.way = 'sample')
    order by d.received_at desc limit 1)`;
}
