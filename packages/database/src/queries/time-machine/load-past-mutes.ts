import { type EpochMs, toIso } from "@signalbox/core";
import { type Reader, selectRows } from "../../doors/select-rows.ts";
import { sql } from "../../drizzle.ts";

/** When monitors were muted, as far as it touches the span. */
export async function loadPastMutes(
  reader: Reader,
  span: { from: EpochMs; to: EpochMs },
): Promise<{ sourceId: number; monitorId: string; from: EpochMs; to: EpochMs }[]> {
  const ends = sql`least(ends_at, coalesce(lifted_at, ends_at))`;
  const rows = await selectRows<{ source_id: number; monitor_id: string; from_ms: number; to_ms: number }>(
    reader,
    sql`select source_id, monitor_external_id as monitor_id, floor(extract(epoch from starts_at) * 1000)::float8 as from_ms,
          floor(extract(epoch from ${ends}) * 1000)::float8 as to_ms
        from mutes where starts_at < ${toIso(span.to)} and ${ends} > ${toIso(span.from)}`,
  );
  return rows.map((row) => ({
    sourceId: row.source_id,
    monitorId: row.monitor_id,
    from: row.from_ms,
    to: row.to_ms,
  }));
}
