import { type EpochMs, toIso } from "@signalbox/core";
import { type Reader, selectRows } from "../../doors/select-rows.ts";
import { sql } from "../../drizzle.ts";

/** One header of a delivery as it came, by its name in lower case; null where it has none or its body is gone. */
export async function loadDeliveryHeader(
  reader: Reader,
  delivery: { receivedAt: EpochMs; id: string },
  name: string,
): Promise<string | null> {
  const [row] = await selectRows<{ value: string }>(
    reader,
    sql`select header ->> 1 as value
        from delivery_bodies b cross join lateral jsonb_array_elements(b.headers) header
        where b.received_at = ${toIso(delivery.receivedAt)}::timestamptz and b.delivery_id = ${delivery.id}
          and lower(header ->> 0) = ${name} limit 1`,
  );
  return row?.value ?? null;
}
