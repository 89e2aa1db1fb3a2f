import { type EpochMs, toIso } from "@signalbox/core";
import { selectRows } from "../../doors/select-rows.ts";
import type { Tx } from "../../doors/transaction.ts";
import { sql } from "../../drizzle.ts";

/** More are not counted: no rule tells a thousand from two, and a storm must not make its own processing slow. */
const countMax = 1_000;

/** How many real incidents of each component opened after `since`, those of `except` left out; at most 1,000 are counted. */
export async function countRecentIncidents(
  tx: Tx,
  of: { componentIds: readonly number[]; since: EpochMs; except: readonly string[] },
): Promise<Map<number, number>> {
  if (of.componentIds.length === 0) return new Map();
  const rows = await selectRows<{ id: number; count: number }>(
    tx,
    sql`select c.id, n.count from unnest(${sql.param([...of.componentIds])}::integer[]) as c(id)
        cross join lateral (
          select count(*)::int as count from (
            select 1 from incidents i where i.component_id = c.id and i.opened_at > ${toIso(of.since)}::timestamptz
              and i.origin = 'real' and i.id <> all(${sql.param([...of.except])}::uuid[]) limit ${countMax}) one) n`,
  );
  return new Map(rows.map(({ id, count }) => [id, count]));
}
