import type { EpochMs } from "@signalbox/core";
import type { Reader } from "../doors/select-rows.ts";
import { and, desc, eq, getTableColumns, gte, inArray, lt, type SQL, sql } from "../drizzle.ts";
import { deliveries, deliveryBodies, deliveryRepeats } from "../schema/deliveries.ts";
import type { events } from "../schema/events.ts";
import { sources } from "../schema/sources.ts";

export type DeliveryFilter = {
  sourceKey?: string | undefined;
  state?: "received" | "processed" | "ignored" | "failed" | undefined;
  /** Inclusive. */
  from?: EpochMs | undefined;
  /** Exclusive. */
  to?: EpochMs | undefined;
  /** The sender's id, or words of its events. */
  words?: string | undefined;
  ids?: readonly string[] | undefined;
};
type EventType = (typeof events.$inferSelect)["type"];
export type DeliveryPlace = { receivedAt: EpochMs; id: string };

const columns = {
  ...getTableColumns(deliveries),
  source: sources.key,
  sender: sources.sender,
  duplicates: sql<number>`((select count(*) from delivery_repeats r where r.delivery_id = ${deliveries.id})
    + coalesce((select c.more from delivery_repeat_counts c where c.delivery_id = ${deliveries.id}), 0))::int`,
  conflict: sql<boolean>`exists (select from delivery_repeats r where r.delivery_id = ${deliveries.id}
    and r.conflicting_body is not null)`,
  eventCount: sql<number>`(select count(*)::int from events e where e.received_at = ${deliveries.receivedAt}
    and e.delivery_id = ${deliveries.id})`,
  type: sql<EventType | null>`(select e.type from events e where e.received_at = ${deliveries.receivedAt}
    and e.delivery_id = ${deliveries.id} order by e.ordinal limit 1)`,
  summary: sql<string | null>`(select nullif(e.summary, '') from events e where e.received_at = ${deliveries.receivedAt}
    and e.delivery_id = ${deliveries.id} order by e.ordinal limit 1)`,
};

/** Received last first. */
export async function listDeliveries(
  reader: Reader,
  filter: DeliveryFilter,
  page: { after: DeliveryPlace | null; limit: number },
) {
  const { sourceKey, state, from, to, words, ids } = filter;
  return select(reader)
    .where(
      and(
        sourceKey === undefined ? undefined : eq(sources.key, sourceKey),
        state === undefined ? undefined : eq(deliveries.state, state),
        from === undefined ? undefined : gte(deliveries.receivedAt, from),
        to === undefined ? undefined : lt(deliveries.receivedAt, to),
        words === undefined ? undefined : hasWords(words),
        ids === undefined ? undefined : inArray(deliveries.id, [...ids]),
        page.after === null ? undefined : comesAfter(page.after),
      ),
    )
    .orderBy(desc(deliveries.receivedAt), desc(deliveries.id))
    .limit(page.limit);
}

export async function findDelivery(reader: Reader, id: string) {
  const [found] = await select(reader).where(eq(deliveries.id, id));
  return found ?? null;
}

/** What was kept of the request; null once retention dropped its month. */
export async function findDeliveryBody(reader: Reader, delivery: DeliveryPlace) {
  const [found] = await reader
    .select()
    .from(deliveryBodies)
    .where(and(eq(deliveryBodies.receivedAt, delivery.receivedAt), eq(deliveryBodies.deliveryId, delivery.id)));
  return found ?? null;
}

/** The newest 50. */
export async function listRepeats(reader: Reader, deliveryId: string) {
  return reader
    .select({
      seenAt: deliveryRepeats.seenAt,
      conflict: sql<boolean>`${deliveryRepeats.conflictingBody} is not null`,
    })
    .from(deliveryRepeats)
    .where(eq(deliveryRepeats.deliveryId, deliveryId))
    .orderBy(desc(deliveryRepeats.seenAt))
    .limit(50);
}

function select(reader: Reader) {
  return reader.select(columns).from(deliveries).innerJoin(sources, eq(sources.id, deliveries.sourceId)).$dynamic();
}

function comesAfter(place: DeliveryPlace): SQL {
  const at = new Date(place.receivedAt).toISOString();
  return sql`(${deliveries.receivedAt}, ${deliveries.id}) < (${at}::timestamptz, ${place.id}::uuid)`;
}

function hasWords(words: string): SQL {
  return sql`(${deliveries.senderDeliveryId} = ${words} or ${deliveries.id} in (
    select e.delivery_id from events e where e.search @@ websearch_to_tsquery('simple', ${words})))`;
}
