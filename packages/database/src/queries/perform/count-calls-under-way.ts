import { type EpochMs, toIso } from "@signalbox/core";
import { selectRows } from "../../doors/select-rows.ts";
import type { Tx } from "../../doors/transaction.ts";
import { sql } from "../../drizzle.ts";

/** How many calls of a connection other actions have under way, over all processes. Exact while its health is locked. */
export async function countCallsUnderWay(
  tx: Tx,
  connectionId: number,
  of: { exceptActionId: string; now: EpochMs },
): Promise<number> {
  const [row] = await selectRows<{ n: number }>(
    tx,
    sql`select count(*)::int as n from actions where connection_id = ${connectionId} and state = 'running'
          and lease_until > ${toIso(of.now)}::timestamptz and id <> ${of.exceptActionId}`,
  );
  return row?.n ?? 0;
}
