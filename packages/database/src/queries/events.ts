import type { EpochMs, EventChange, EventType } from "@signalbox/core";
import type { Reader } from "../doors/select-rows.ts";
import { and, asc, desc, eq, getTableColumns, gte, inArray, isNull, lt, or, sql } from "../drizzle.ts";
import { components } from "../schema/components.ts";
import { events } from "../schema/events.ts";
import { sources } from "../schema/sources.ts";

export type EventFilter = {
  sourceKey?: string | undefined;
  type?: EventType | undefined;
  change?: EventChange | undefined;
  incidentId?: string | undefined;
  from?: EpochMs | undefined;
  to?: EpochMs | undefined;
  words?: string | undefined;
};
export type EventPlace = { receivedAt: EpochMs; deliveryId: string; ordinal: number };

const { context: _context, search: _search, ...kept } = getTableColumns(events);
const columns = { ...kept, source: sources.key, component: components.key };

/** Received last first. */
export async function listEvents(
  reader: Reader,
  filter: EventFilter,
  page: { after: EventPlace | null; limit: number },
) {
  const { sourceKey, type, change, incidentId, from, to, words } = filter;
  const { after } = page;
  return select(reader)
    .where(
      and(
        sourceKey === undefined ? undefined : eq(sources.key, sourceKey),
        type === undefined ? undefined : eq(events.type, type),
        change === undefined ? undefined : eq(events.change, change),
        incidentId === undefined ? undefined : eq(events.incidentId, incidentId),
        from === undefined ? undefined : gte(events.receivedAt, from),
        to === undefined ? undefined : lt(events.receivedAt, to),
        words === undefined ? undefined : sql`${events.search} @@ websearch_to_tsquery('simple', ${words})`,
        after === null
          ? undefined
          : sql`(${events.receivedAt}, ${events.deliveryId}, ${events.ordinal}) <
              (${new Date(after.receivedAt).toISOString()}::timestamptz, ${after.deliveryId}::uuid, ${after.ordinal}::integer)`,
      ),
    )
    .orderBy(desc(events.receivedAt), desc(events.deliveryId), desc(events.ordinal))
    .limit(page.limit);
}

/** What was read from a delivery when it came, then the new readings that a person has taken in its place. */
export async function listEventsOfDelivery(reader: Reader, delivery: { receivedAt: EpochMs; id: string }) {
  return select(reader)
    .where(
      or(
        and(eq(events.receivedAt, delivery.receivedAt), eq(events.deliveryId, delivery.id)),
        sql`(${events.receivedAt}, ${events.deliveryId}) in (select at, id from manual_acts
            where kind = 'take-new-reading' and details ->> 'deliveryId' = ${delivery.id})`,
      ),
    )
    .orderBy(asc(events.receivedAt), asc(events.ordinal));
}

/** What holds of a key at some instants: the events that speak of them and that no other reading stands in place of. */
export async function listEventsAt(
  reader: Reader,
  key: { sourceId: number; correlationKey: string; instants: readonly EpochMs[] },
) {
  return select(reader).where(
    and(
      eq(events.sourceId, key.sourceId),
      eq(events.correlationKey, key.correlationKey),
      isNull(events.supersededAt),
      or(inArray(events.occurredAt, [...key.instants]), inArray(events.startedAt, [...key.instants])),
    ),
  );
}

export async function findEvent(reader: Reader, event: { deliveryId: string; ordinal: number }) {
  const [found] = await select(reader).where(
    and(eq(events.deliveryId, event.deliveryId), eq(events.ordinal, event.ordinal)),
  );
  return found ?? null;
}

/** What the rules saw, for several events of one delivery; contexts of past retention are gone with their events. */
export async function loadEventContexts(reader: Reader, deliveryId: string) {
  return reader
    .select({
      ordinal: events.ordinal,
      type: events.type,
      change: events.change,
      context: events.context,
      ruleSetId: events.ruleSetId,
    })
    .from(events)
    .where(eq(events.deliveryId, deliveryId))
    .orderBy(asc(events.ordinal));
}

function select(reader: Reader) {
  return reader
    .select(columns)
    .from(events)
    .innerJoin(sources, eq(sources.id, events.sourceId))
    .leftJoin(components, eq(components.id, events.componentId))
    .$dynamic();
}
