import { type EpochMs, type EventChange, toIso } from "@signalbox/core";
import { type Reader, selectRows } from "../../doors/select-rows.ts";
import { sql } from "../../drizzle.ts";

/** One event that rules were asked about. `context` is JSON text, what rules saw. */
export interface PastEventRow {
  received_ms: number;
  occurred_ms: number;
  delivery_id: string;
  ordinal: number;
  source_id: number;
  monitor_external_id: string | null;
  component_id: number | null;
  incident_id: string;
  change: EventChange;
  context: string;
  act: "merge" | "unmerge" | null;
  merged_into: string | null;
}

/** Where a page of events ended. */
export type PastPlace = Pick<PastEventRow, "delivery_id" | "ordinal"> & { received_at: string };

/** Events that rules were asked about, received in `[from, to)`, in the order of receipt: a page after `after`. */
export async function loadPastEvents(
  reader: Reader,
  span: { from: EpochMs; to: EpochMs },
  page: { after: PastPlace | null; limit: number },
): Promise<{ rows: PastEventRow[]; next: PastPlace | null }> {
  const { after, limit } = page;
  const beyond =
    after === null
      ? sql``
      : sql`and (e.received_at, e.delivery_id, e.ordinal) > (${after.received_at}::timestamptz, ${after.delivery_id}::uuid, ${after.ordinal}::integer)`;
  const rows = await selectRows<PastEventRow & { received_at: string }>(
    reader,
    sql`select e.received_at::text as received_at, floor(extract(epoch from e.received_at) * 1000)::float8 as received_ms,
          floor(extract(epoch from e.occurred_at) * 1000)::float8 as occurred_ms, e.delivery_id, e.ordinal, e.source_id,
          e.monitor_external_id, e.component_id, e.incident_id, e.change, e.context::text as context, a.kind as act,
          a.details ->> 'into' as merged_into
        from events e left join manual_acts a on a.id = e.manual_act_id and a.kind in ('merge', 'unmerge')
        where e.received_at >= ${after?.received_at ?? toIso(span.from)}::timestamptz and e.received_at < ${toIso(span.to)} ${beyond}
          and e.context is not null and e.incident_id is not null and e.change <> 'none'
        order by e.received_at, e.delivery_id, e.ordinal limit ${limit}`,
  );
  const last = rows.length < limit ? undefined : rows.at(-1);
  return { rows, next: last ?? null };
}
