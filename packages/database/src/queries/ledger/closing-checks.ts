import { type EpochMs, noRate, type Period, toIso } from "@signalbox/core";
import { type Reader, selectRows } from "../../doors/select-rows.ts";
import { type SQL, sql } from "../../drizzle.ts";

/** What stands in the way of closing a month, by kind; `examples` are ids of incidents, failures or adjustments. */
export interface ClosingCheck {
  count: number;
  examples: string[];
}

export type ClosingKind = "openIncidents" | "orphans" | "unmapped" | "missingRates" | "unread" | "waiting";

/** Looks at a month that ends at `endsAt`, and at all before it that is open. */
export async function loadClosingChecks(
  reader: Reader,
  { period, endsAt }: { period: Period; endsAt: EpochMs },
): Promise<Record<ClosingKind, ClosingCheck>> {
  const end = sql`${toIso(endsAt)}::timestamptz`;
  const ofSegments = (condition: SQL) =>
    sql`select distinct incident_id::text as id from ledger_segments where period = ${period} and ${condition}`;
  return {
    openIncidents: await check(
      reader,
      sql`select id::text from incidents where status <> 'resolved' and origin = 'real' and opened_at < ${end}`,
    ),
    orphans: await check(
      reader,
      sql`select id::text from failures where kind = 'event-orphaned' and status <> 'settled' and first_at < ${end}`,
    ),
    unmapped: await check(reader, ofSegments(sql`component_id is null`)),
    missingRates: await check(reader, ofSegments(sql`component_id is not null and ${noRate} = any(marks)`)),
    unread: await check(
      reader,
      sql`select id::text from deliveries where state in ('failed', 'received') and received_at < ${end}`,
    ),
    waiting: await check(
      reader,
      sql`select id::text from ledger_adjustments where needs_approval and approved_at is null and withdrawn_at is null
            and coalesce(starts_at, '-infinity') < ${end}
          union all
          select 'exclusion ' || id from exclusions where approved_at is null and withdrawn_at is null and starts_at < ${end}`,
    ),
  };
}

async function check(reader: Reader, ids: SQL): Promise<ClosingCheck> {
  const [row] = await selectRows<{ count: number; examples: string[] }>(
    reader,
    sql`with found as (${ids})
        select (select count(*)::int from found) as count,
          array(select id from found order by id limit 20) as examples`,
  );
  return row!;
}
