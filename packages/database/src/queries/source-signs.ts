import { type EpochMs, toIso } from "@signalbox/core";
import { type Reader, selectRows } from "../doors/select-rows.ts";
import { sql } from "../drizzle.ts";
import { readInstant } from "../schema/column-types.ts";
import { lastOwnDelivery } from "./last-own-delivery.ts";

export interface SourceSigns {
  key: string;
  settings: Record<string, unknown>;
  createdAt: EpochMs;
  lastDeliveryAt: EpochMs | null;
  lastTestAt: EpochMs | null;
  /** Requests that could not prove themselves since the last delivery that did, within the last day. */
  refusedInARow: number;
  lastRefusedFor: string | null;
}

/** What is known of each source that is in use, from which its silence and its refusals are judged.
 *  @param reasons which refusals count */
export async function loadSourceSigns(
  reader: Reader,
  given: { now: EpochMs; reasons: readonly string[]; withinMs: number },
): Promise<SourceSigns[]> {
  const since = toIso(given.now - given.withinMs);
  const rows = await selectRows<{
    key: string;
    settings: Record<string, unknown>;
    created_at: string;
    last_delivery_at: string | null;
    last_test_at: string | null;
    refused: number | null;
    refused_for: string | null;
  }>(
    reader,
    sql`select s.key, s.settings, s.created_at, d.at as last_delivery_at, t.last_at as last_test_at, r.refused, r.refused_for
        from sources s
        left join lateral (select ${lastOwnDelivery(sql`s.id`)} as at) d on true
        left join source_tests t on t.source_id = s.id
        left join lateral (
          select sum(occurrences)::int as refused, (array_agg(reason order by last_at desc))[1] as refused_for
          from rejections where source_id = s.id and reason = any(${sql.param([...given.reasons])}::text[])
            and first_at > greatest(coalesce(d.at, s.created_at), ${since}::timestamptz)) r on true
        where s.retired_at is null order by s.key`,
  );
  return rows.map((row) => ({
    key: row.key,
    settings: row.settings,
    createdAt: readInstant(row.created_at),
    lastDeliveryAt: row.last_delivery_at === null ? null : readInstant(row.last_delivery_at),
    lastTestAt: row.last_test_at === null ? null : readInstant(row.last_test_at),
    refusedInARow: row.refused ?? 0,
    lastRefusedFor: row.refused_for,
  }));
}

export interface SourceRhythm {
  /** Hours of the time before in which something came. */
  hours: number;
  longestPauseMs: number;
}

/** How regularly a source delivered within the `lookBackMs` before its last delivery. Looks at one delivery an hour, so that
 *  a busy source costs no more than a quiet one. */
export async function loadSourceRhythm(
  reader: Reader,
  sourceKey: string,
  given: { until: EpochMs; lookBackMs: number },
): Promise<SourceRhythm> {
  const from = toIso(given.until - given.lookBackMs);
  const until = toIso(given.until);
  const [row] = await selectRows<{ hours: number; longest: number | null }>(
    reader,
    sql`with recursive source as (select id from sources where key = ${sourceKey}),
        step as (
          (select d.received_at as at from deliveries d join source on d.source_id = source.id
            where d.received_at >= ${from}::timestamptz and d.received_at <= ${until}::timestamptz
            order by d.received_at limit 1)
          union all
          select (select d.received_at from deliveries d join source on d.source_id = source.id
            where d.received_at >= step.at + interval '1 hour' and d.received_at <= ${until}::timestamptz
            order by d.received_at limit 1) from step where step.at is not null)
        select count(*)::int as hours, (extract(epoch from max(pause)) * 1000)::float8 as longest
        from (select at - lag(at) over (order by at) as pause from step where at is not null) steps`,
  );
  return { hours: row?.hours ?? 0, longestPauseMs: row?.longest ?? 0 };
}
