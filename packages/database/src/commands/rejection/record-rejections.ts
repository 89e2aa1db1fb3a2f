import type { EpochMs } from "@signalbox/core";
import type { SqlDoor } from "../../doors/sql-door.ts";

/** Refused requests of one kind, counted; never with bodies, tokens or paths. */
export type NewRejection = {
  /** Null: no source has the token. */
  sourceId: number | null;
  reason: string;
  status: number;
  remoteAddress: string | null;
  hint: string | null;
  occurrences: number;
  firstAt: EpochMs;
  lastAt: EpochMs;
};

const keptPerSource = 1_000;

/** Adds to the row of the same kind where that began within the last minute, else makes one; then drops the oldest
 *  beyond 1,000 of each source. `rejections` must not hold a kind twice. */
export async function recordRejections(sql: SqlDoor, rejections: readonly NewRejection[]): Promise<void> {
  if (rejections.length === 0) return;
  const facts = rejections.map((rejection, i) => ({
    i,
    ...rejection,
    first: rejection.firstAt / 1000,
    last: rejection.lastAt / 1000,
  }));
  await sql`
    with given as materialized (
      select i, "sourceId", reason, status, "remoteAddress", hint, occurrences,
        to_timestamp(first) as first_at, to_timestamp(last) as last_at
      from json_to_recordset(${JSON.stringify(facts)}::text::json)
        as r(i integer, "sourceId" integer, reason text, status smallint, "remoteAddress" text, hint text,
          occurrences integer, first float8, last float8)
    ), same as (
      select distinct on (i) given.i, kept.id
      from given join rejections kept on kept.source_id is not distinct from given."sourceId"
        and kept.reason = given.reason and kept.remote_address is not distinct from given."remoteAddress"
        and kept.first_at > given.last_at - interval '1 minute' and kept.last_at > given.last_at - interval '1 minute'
      order by i, kept.id desc
    ), counted as (
      update rejections set occurrences = rejections.occurrences + given.occurrences, last_at = given.last_at
      from same join given using (i) where rejections.id = same.id
    )
    insert into rejections (source_id, reason, status, remote_address, hint, occurrences, first_at, last_at)
    select "sourceId", reason, status, "remoteAddress", hint, occurrences, first_at, last_at
    from given where i not in (select i from same)`;
  await sql`
    delete from rejections where id in (
      select id from (
        select id, row_number() over (partition by source_id order by last_at desc, id desc) as place
        from rejections where source_id in ${sql([0, ...rejections.map(({ sourceId }) => sourceId ?? 0)])}
          or (source_id is null and ${rejections.some(({ sourceId }) => sourceId === null)})
      ) placed where place > ${keptPerSource})`;
}
