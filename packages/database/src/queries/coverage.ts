import { type Reader, selectRows } from "../doors/select-rows.ts";
import { sql } from "../drizzle.ts";

/** What rules saw when the last incident of a component opened; null where there was none, or it is kept no more. */
export async function findLastOpening(reader: Reader, componentId: number): Promise<Record<string, unknown> | null> {
  const [found] = await selectRows<{ context: Record<string, unknown> }>(
    reader,
    sql`with last as (
          select id from incidents where component_id = ${componentId}::integer and origin = 'real'
          order by opened_at desc limit 1)
        select e.context from last join events e on e.incident_id = last.id
        where e.change in ('opened', 'reopened') and e.context is not null
        order by e.occurred_at desc limit 1`,
  );
  return found?.context ?? null;
}
