import { type EpochMs, toIso } from "@signalbox/core";
import { type Reader, selectRows } from "../doors/select-rows.ts";
import { sql } from "../drizzle.ts";
import { readInstant } from "../schema/column-types.ts";

/** How many of the last deliveries are looked through. */
const lookedThrough = 200;

/** The last delivery of a source before an instant that could be read whole, and was no test; null where the last 200 have none. */
export async function findLastGoodDelivery(
  reader: Reader,
  sourceId: number,
  before: EpochMs,
): Promise<{ id: string; receivedAt: EpochMs } | null> {
  const rows = await selectRows<{ id: string; received_at: string }>(
    reader,
    sql`select id, received_at from (
          select id, received_at from deliveries where source_id = ${sourceId} and state = 'processed'
            and received_at < ${toIso(before)}::timestamptz order by received_at desc, id desc limit ${lookedThrough}) lately
        where exists (select from events e where e.received_at = lately.received_at and e.delivery_id = lately.id)
          and not exists (select from events e where e.received_at = lately.received_at and e.delivery_id = lately.id
            and (e.drift is not null or e.type = 'test'))
        order by received_at desc, id desc limit 1`,
  );
  const [found] = rows;
  return found === undefined ? null : { id: found.id, receivedAt: readInstant(found.received_at) };
}
