import type { EpochMs } from "@signalbox/core";
import type { Reader } from "../doors/select-rows.ts";
import { and, asc, eq, getTableColumns, gt, isNull, type SQL, sql } from "../drizzle.ts";
import { readInstant } from "../schema/column-types.ts";
import { sources } from "../schema/sources.ts";
import { lastOwnDelivery } from "./last-own-delivery.ts";

/** By key, with what came lately. */
export async function listSources(
  reader: Reader,
  filter: { retired: boolean; now: EpochMs },
  page: { after: string | null; limit: number },
) {
  return select(reader, filter.now)
    .where(
      and(
        filter.retired ? undefined : isNull(sources.retiredAt),
        page.after === null ? undefined : gt(sources.key, page.after),
      ),
    )
    .orderBy(asc(sources.key))
    .limit(page.limit);
}

export async function findSource(reader: Reader, key: string, now: EpochMs) {
  const [found] = await select(reader, now).where(eq(sources.key, key));
  return found ?? null;
}

const dayMs = 86_400_000;
// More are not counted: a storm must not make the page slow.
const countedMax = 100_000;

function select(reader: Reader, now: EpochMs) {
  const dayAgo = new Date(now - dayMs).toISOString();
  const lastDeliveryAt: SQL<EpochMs | null> = sql`${lastOwnDelivery(sql`sources.id`)}`;
  const lastTestAt: SQL<EpochMs | null> = sql`(select t.last_at from source_tests t where t.source_id = sources.id)`;
  const instantOrNull = (text: string | null) => (text === null ? null : readInstant(text));
  return reader
    .select({
      ...columns,
      lastTestAt: lastTestAt.mapWith(instantOrNull),
      lastDeliveryAt: lastDeliveryAt.mapWith(instantOrNull),
      deliveries24h: sql<number>`(select count(*)::int from (select from deliveries d where d.source_id = sources.id
        and d.received_at > ${dayAgo}::timestamptz limit ${countedMax}) lately)`,
    })
    .from(sources)
    .$dynamic();
}

const columns = getTableColumns(sources);
