import { type EpochMs, toIso, toIsoOrNull } from "@signalbox/core";
import type { Tx } from "../../doors/transaction.ts";
import { sql } from "../../drizzle.ts";
import { addJobs } from "../../jobs/add-job.ts";
import { unmappedComponent } from "../../queries/ledger/ledger-intervals.ts";

/** A time in which what the ledger rests on changed; `to` null: to the end of time. */
export interface LedgerMark {
  from: EpochMs;
  to: EpochMs | null;
}

/** The shortest mark that covers both. */
export function coverMarks(one: LedgerMark | undefined, other: LedgerMark): LedgerMark {
  if (one === undefined) return other;
  const to = one.to === null || other.to === null ? null : Math.max(one.to, other.to);
  return { from: Math.min(one.from, other.from), to };
}

/** Says that what the ledger rests on changed for these components, and has it settled again. */
export async function markComponentsDirty(tx: Tx, marks: ReadonlyMap<number, LedgerMark>): Promise<void> {
  if (marks.size === 0) return;
  // Sorted, so that two transactions that mark the same components wait for each other instead of dying.
  const sorted = [...marks].sort(([a], [b]) => a - b);
  const rows = sorted.map(([componentId, { from, to }]) => ({
    c: componentId,
    from: toIso(from),
    to: toIsoOrNull(to),
  }));
  // A mark that stands already is locked, not skipped: a settlement that is taking it would lose this one.
  await tx.execute(sql`
    insert into ledger_dirty (component_id, dirty_from, dirty_to)
    select c, "from", "to" from json_to_recordset(${JSON.stringify(rows)}::json) as r(c integer, "from" timestamptz, "to" timestamptz)
    on conflict (component_id, dirty_from) do update set marked_at = now(),
      dirty_to = case when ledger_dirty.dirty_to is null or excluded.dirty_to is null then null
                      else greatest(ledger_dirty.dirty_to, excluded.dirty_to) end`);
  await addJobs(
    tx,
    sorted.map(([componentId]) => ({ task: "settle_ledger", payload: { componentId } })),
  );
}

/** The same for everything that has an incident, the unmapped ones too. */
export async function markWholeLedgerDirty(tx: Tx, mark: LedgerMark): Promise<void> {
  const found = await tx.execute<{ id: number }>(
    sql`select distinct coalesce(component_id, ${unmappedComponent}) as id from incidents where origin = 'real'`,
  );
  await markComponentsDirty(tx, new Map(found.rows.map((row) => [row.id, mark])));
}
