import { type Reader, selectRows } from "../../doors/select-rows.ts";
import type { Tx } from "../../doors/transaction.ts";
import { sql } from "../../drizzle.ts";
import { unmappedComponent } from "../../queries/ledger/ledger-intervals.ts";
import { readInstant } from "../../schema/column-types.ts";
import type { LedgerMark } from "./mark-components-dirty.ts";

// To settle a mark takes the same few statements however short it is, and what lies between two costs little.
const joinedWithinMs = 3_600_000;

/** Takes the marks of one component; those with an hour or less between them are one. In order of time. Holds the component's
 *  ledger lock until the transaction ends, so that two settlements never mix. */
export async function takeLedgerMarks(tx: Tx, componentId: number): Promise<LedgerMark[]> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('ledger'), ${componentId})`);
  const rows = await selectRows<{ dirty_from: string; dirty_to: string | null }>(
    tx,
    sql`with taken as (delete from ledger_dirty where component_id = ${componentId} returning dirty_from, dirty_to)
        select * from taken order by dirty_from`,
  );
  const marks: LedgerMark[] = [];
  for (const row of rows) {
    const next = { from: readInstant(row.dirty_from), to: row.dirty_to === null ? null : readInstant(row.dirty_to) };
    const last = marks.at(-1);
    if (last === undefined || (last.to !== null && last.to + joinedWithinMs < next.from)) marks.push(next);
    else last.to = last.to === null || next.to === null ? null : Math.max(last.to, next.to);
  }
  return marks;
}

/** What grew since it was counted: from the instant up to which the component's running lines are counted; null where none
 *  runs. */
export async function findRunningMark(tx: Tx, componentId: number): Promise<LedgerMark | null> {
  const whose =
    componentId === unmappedComponent ? sql`component_id is null` : sql`component_id = ${componentId}::integer`;
  const [row] = await selectRows<{ at: string | null }>(
    tx,
    sql`select min(counted_until) as at from ledger_segments where ended_at is null and ${whose}`,
  );
  return row?.at == null ? null : { from: readInstant(row.at), to: null };
}

/** Components (0 = unmapped) whose lines are marked. */
export async function listMarkedComponents(reader: Reader): Promise<number[]> {
  const rows = await selectRows<{ id: number }>(
    reader,
    sql`select distinct component_id as id from ledger_dirty order by 1`,
  );
  return rows.map((row) => row.id);
}

/** Components (0 = unmapped) whose lines are marked or still run. */
export async function componentsToSettle(tx: Pick<Tx, "execute">): Promise<number[]> {
  const rows = await tx.execute<{ id: number }>(
    sql`select component_id as id from ledger_dirty
        union select coalesce(component_id, ${unmappedComponent}) from ledger_segments where ended_at is null order by 1`,
  );
  return rows.rows.map((row) => row.id);
}
