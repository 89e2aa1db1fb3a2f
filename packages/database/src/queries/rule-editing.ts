import type { EventChange } from "@signalbox/core";
import { type Reader, selectRows } from "../doors/select-rows.ts";
import { and, desc, inArray, isNotNull, ne, sql } from "../drizzle.ts";
import { events } from "../schema/events.ts";

/** The last events that rules were asked about, with what they saw, received last first. */
export async function loadLastContexts(reader: Reader, of: { changes: readonly EventChange[]; limit: number }) {
  return reader
    .select({
      deliveryId: events.deliveryId,
      ordinal: events.ordinal,
      receivedAt: events.receivedAt,
      change: events.change,
      incidentId: events.incidentId,
      summary: events.summary,
      context: events.context,
    })
    .from(events)
    .where(
      and(
        isNotNull(events.context),
        of.changes.length === 0 ? ne(events.change, "none") : inArray(events.change, [...of.changes]),
      ),
    )
    .orderBy(desc(events.receivedAt), desc(events.deliveryId), desc(events.ordinal))
    .limit(of.limit);
}

const eventsSeen = 2_000;
const valuesMax = 50;

/** Values that the newest events had, by name (`monitor.name`, `labels.team`), the frequent ones first. */
export async function loadSeenValues(reader: Reader): Promise<Map<string, string[]>> {
  const rows = await selectRows<{ name: string; value: string }>(
    reader,
    sql`with newest as (
          select monitor_external_id, monitor_name, labels from events order by received_at desc limit ${eventsSeen}),
        seen as (
          select 'monitor.id' as name, monitor_external_id as value from newest
          union all select 'monitor.name', monitor_name from newest
          union all select 'labels.' || l.key, l.value from newest, jsonb_each_text(newest.labels) l),
        counted as (
          select name, value, count(*) as times, row_number() over (partition by name order by count(*) desc, value) as place
          from seen where value is not null and char_length(value) between 1 and 200 group by name, value)
        select name, value from counted where place <= ${valuesMax} order by name, place`,
  );
  const values = Map.groupBy(rows, (row) => row.name);
  return new Map([...values].map(([name, found]) => [name, found.map((row) => row.value)]));
}
