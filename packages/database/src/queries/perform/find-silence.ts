import { type EpochMs, toIso } from "@signalbox/core";
import { type Reader, selectRows } from "../../doors/select-rows.ts";
import { sql } from "../../drizzle.ts";
import { readInstant } from "../../schema/column-types.ts";

/** Why nobody is paged for incidents now, and until when. */
export interface Silence {
  reason: "in maintenance" | "muted";
  until: EpochMs;
  /** The maintenance window; null for a mute. */
  windowId: number | null;
}

/** Null where at least one of the incidents is neither in maintenance nor muted, and where there is none. */
export async function findSilence(
  reader: Reader,
  incidentIds: readonly string[],
  at: EpochMs,
): Promise<Silence | null> {
  if (incidentIds.length === 0) return null;
  const now = toIso(at);
  const rows = await selectRows<{ window_id: number | null; window_ends: string | null; mute_ends: string | null }>(
    reader,
    sql`select w.id as window_id, w.ends as window_ends, m.ends as mute_ends
        from incidents i left join monitors on monitors.id = i.monitor_id
        left join lateral (
          select id, coalesce(ended_at, ends_at) as ends from maintenance_windows
          where i.component_id = any (component_ids) and cancelled_at is null
            and starts_at <= ${now} and coalesce(ended_at, ends_at) > ${now}
          order by ends desc limit 1) w on true
        left join lateral (
          select max(ends_at) as ends from mutes
          where source_id = i.source_id and monitor_external_id = monitors.external_id
            and lifted_at is null and starts_at <= ${now} and ends_at > ${now}) m on true
        where i.id = any(${sql.param([...incidentIds])}::uuid[])`,
  );
  const silences = rows.map(({ window_id, window_ends, mute_ends }): Silence | null => {
    const windowEnds = window_ends === null ? null : readInstant(window_ends);
    const muteEnds = mute_ends === null ? null : readInstant(mute_ends);
    if (windowEnds !== null && windowEnds >= (muteEnds ?? 0)) {
      return { reason: "in maintenance", until: windowEnds, windowId: window_id };
    }
    return muteEnds === null ? null : { reason: "muted", until: muteEnds, windowId: null };
  });
  return silences.reduce(
    (first, one) => (first === null || one === null || one.until < first.until ? one : first),
    silences[0] ?? null,
  );
}
