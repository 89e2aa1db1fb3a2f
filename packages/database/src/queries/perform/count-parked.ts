import type { ParkedFor } from "../../commands/attempt/move-action.ts";
import { type Reader, selectRows } from "../../doors/select-rows.ts";
import { sql } from "../../drizzle.ts";

const countMax = 10_000;

/** How many actions wait for this, counted up to 10,000. */
export async function countParked(reader: Reader, parkedFor: ParkedFor): Promise<number> {
  const [row] = await selectRows<{ n: number }>(
    reader,
    sql`select count(*)::int as n from (
          select from actions where parked_for = ${parkedFor} and state in ('waiting', 'unknown') limit ${countMax}) parked`,
  );
  return row?.n ?? 0;
}
