import type { SqlDoor } from "../../doors/sql-door.ts";

/** So many repeats of one delivery have a row of their own; those after them are counted. */
export const repeatsKeptMax = 100;
/** So many other bodies under one delivery id are kept, whenever they come. */
const conflictsKeptMax = 10;

/**
 * The last parts of a `with` list: keeps what the part `repeated (i, delivery_id, received_at, other_body)` holds. A sender
 * that repeats itself for ever fills no table. Counts are taken in one order, so that batches that share some do not wait
 * in a circle.
 */
export function keepRepeats(sql: SqlDoor) {
  return sql`
    numbered as (
      select delivery_id, received_at,
        case when other_body is not null
          and (select count(*) from (select from delivery_repeats kept where kept.delivery_id = repeated.delivery_id
            and kept.conflicting_body is not null limit ${conflictsKeptMax}::integer) few) < ${conflictsKeptMax}::integer
          then other_body end as conflicting_body,
        row_number() over (partition by delivery_id order by i) + (select count(*) from (select from delivery_repeats kept
          where kept.delivery_id = repeated.delivery_id limit ${repeatsKeptMax}::integer) few) as place
      from repeated where delivery_id is not null
    ), repeats as (
      insert into delivery_repeats (delivery_id, seen_at, conflicting_body)
      select delivery_id, received_at, conflicting_body from numbered
      where place <= ${repeatsKeptMax}::integer or conflicting_body is not null
    ), counted as (
      insert into delivery_repeat_counts as known (delivery_id, more, last_seen_at)
      select delivery_id, count(*), max(received_at) from numbered
      where place > ${repeatsKeptMax}::integer and conflicting_body is null
      group by delivery_id order by delivery_id
      on conflict (delivery_id) do update set more = known.more + excluded.more,
        last_seen_at = greatest(known.last_seen_at, excluded.last_seen_at)
    )`;
}
