import { type EpochMs, toIso } from "@signalbox/core";
import { type Reader, selectRows } from "../../doors/select-rows.ts";
import type { Tx } from "../../doors/transaction.ts";
import { sql } from "../../drizzle.ts";

export interface UnheardPage {
  obligationId: string;
  connectionId: number;
  reference: string;
  externalId: string | null;
}

/** Pages that were sent and that nobody has acknowledged as far as we know, of the given connections where they can be called
 *  just now; those not asked about for longest first. */
export async function listUnheardPages(
  reader: Reader,
  given: { connectionIds: readonly number[]; now: EpochMs; askedBefore: EpochMs; limit: number },
): Promise<UnheardPage[]> {
  const { connectionIds, now, askedBefore, limit } = given;
  return selectRows<UnheardPage>(
    reader,
    sql`select o.id as "obligationId", o.connection_id as "connectionId", o.reference, o.external_id as "externalId"
        from obligations o left join connection_health h on h.connection_id = o.connection_id
        where o.kind = 'page' and o.status = 'open' and o.connection_id = any(${sql.param([...connectionIds])}::integer[])
          and (o.asked_pager_at is null or o.asked_pager_at < ${toIso(askedBefore)}::timestamptz)
          and h.paused_at is null and coalesce(h.breaker, 'closed') = 'closed'
          and (h.next_call_at is null or h.next_call_at <= ${toIso(now)}::timestamptz)
          and exists (select from actions a where a.obligation_id = o.id and a.verb = 'create' and a.state = 'done')
          and exists (select from obligation_incidents oi join incidents i on i.id = oi.incident_id
            where oi.obligation_id = o.id and i.status = 'open')
        order by o.asked_pager_at nulls first, o.opened_at limit ${limit}`,
  );
}

/** Notes that a pager is being asked about a page. False where another worker has just begun to. */
export async function beginAskingPager(
  tx: Tx,
  page: { obligationId: string; now: EpochMs; askedBefore: EpochMs },
): Promise<boolean> {
  const { obligationId, now, askedBefore } = page;
  const begun = await selectRows(
    tx,
    sql`update obligations set asked_pager_at = ${toIso(now)}::timestamptz where id = ${obligationId} and status = 'open'
          and (asked_pager_at is null or asked_pager_at < ${toIso(askedBefore)}::timestamptz) returning id`,
  );
  return begun.length > 0;
}

/** The incidents of a page that nobody has acknowledged. */
export async function listUnheardIncidents(reader: Reader, obligationId: string): Promise<string[]> {
  const rows = await selectRows<{ id: string }>(
    reader,
    sql`select i.id from obligation_incidents oi join incidents i on i.id = oi.incident_id
        where oi.obligation_id = ${obligationId} and i.status = 'open' order by i.id`,
  );
  return rows.map(({ id }) => id);
}
