import type { MonthlyTable } from "@signalbox/core";
import { type Reader, selectRows } from "../../doors/select-rows.ts";
import type { Tx } from "../../doors/transaction.ts";
import { sql } from "../../drizzle.ts";

/** Months that a table has a partition for, as `202611`, oldest first. */
export async function listMonths(reader: Reader, table: MonthlyTable): Promise<string[]> {
  const rows = await selectRows<{ month: string }>(
    reader,
    sql`select substring(part.relname from '_(\\d{6})$') as month
      from pg_inherits join pg_class part on part.oid = inhrelid join pg_class parent on parent.oid = inhparent
      where parent.relname = ${table} and parent.relnamespace = current_schema()::regnamespace and part.relname ~ '_\\d{6}$'
      order by 1`,
  );
  return rows.map(({ month }) => month);
}

/** What keeps a month from being dropped, in words; null: nothing does. */
export async function findUnsettled(reader: Reader, table: MonthlyTable, month: string): Promise<string | null> {
  const from = sql`(to_date(${month}, 'YYYYMM')::timestamp at time zone 'UTC')`;
  const to = sql`((to_date(${month}, 'YYYYMM') + interval '1 month') at time zone 'UTC')`;
  const asked = {
    delivery_bodies: sql`select 'deliveries that are not processed' as why where exists (
      select from deliveries d where d.received_at >= ${from} and d.received_at < ${to} and (d.state = 'received'
        or d.state = 'failed' and exists (select from failures f join sources s on s.key = f.cause
          where s.id = d.source_id and f.status = 'open' and f.kind in ('delivery-unreadable', 'delivery-crashes'))))`,
    events: sql`select 'incidents that are not resolved' as why where exists (
      select from incidents i where i.status <> 'resolved' and exists (
        select from events e where e.incident_id = i.id and e.received_at >= ${from} and e.received_at < ${to}))`,
    attempts: sql`select 'actions that have not ended, or what they opened is open' as why where exists (
      select from actions a left join obligations o on o.id = a.obligation_id
      where a.made_at >= ${from} and a.made_at < ${to} and (a.finished_at is null or o.status = 'open'))`,
  }[table];
  const [found] = await selectRows<{ why: string }>(reader, asked);
  return found?.why ?? null;
}

/** Drops a month with all that is in it. Waits a second at most for who reads the table: the next turn tries again. */
export async function dropMonth(tx: Tx, table: MonthlyTable, month: string): Promise<void> {
  await tx.execute(sql`set local lock_timeout = '1s'`);
  await tx.execute(sql`drop table ${sql.identifier(`${table}_${month}`)}`);
}

const rowsMax = 10_000;

/** The bodies of repeats that differed, from before an instant. Their number stays. Returns whether there are more. */
export async function dropOldRepeats(tx: Tx, before: number): Promise<boolean> {
  const [done] = await selectRows<{ n: number }>(
    tx,
    sql`with old as (
        delete from delivery_repeats where id in (
          select id from delivery_repeats where seen_at < ${new Date(before).toISOString()}::timestamptz order by id limit ${rowsMax})
        returning delivery_id, seen_at
      ), counted as (
        insert into delivery_repeat_counts (delivery_id, more, last_seen_at)
        select delivery_id, count(*), max(seen_at) from old group by delivery_id
        on conflict (delivery_id) do update set more = delivery_repeat_counts.more + excluded.more,
          last_seen_at = greatest(delivery_repeat_counts.last_seen_at, excluded.last_seen_at)
      ) select count(*)::int as n from old`,
  );
  return done?.n === rowsMax;
}

/** Sessions that ended before an instant. */
export async function dropOldSessions(tx: Tx, before: number): Promise<void> {
  await tx.execute(sql`delete from sessions where expires_at < ${new Date(before).toISOString()}::timestamptz`);
}
