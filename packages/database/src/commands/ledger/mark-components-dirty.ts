import { type EpochMs, toIso, toIsoOrNull } from "@signalbox/core";
import type { Tx } from "../../doors/transaction.ts";
import { sql } from "../../drizzle.ts";
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

/** Says that what the ledger rests on changed for these components: a worker settles them. */
export async function markComponentsDirty(tx: Tx, marks: ReadonlyMap<number, LedgerMark>): Promise<void> {
  if (marks.size === 0) return;
  const rows = [...marks].map(([componentId, { from, to }]) => ({
    c: componentId,
    from: toIso(from),
    to: toIsoOrNull(to),
  }));
  await tx.execute(sql`
    insert into ledger_dirty (component_id, dirty_from, dirty_to)
    select c, "from", "to" from json_to_recordset(${JSON.stringify(rows)}::json) as r(c integer, "from" timestamptz, "to" timestamptz)`);
}

/** The same for everything that has an incident, the unmapped ones too. */
export async function markWholeLedgerDirty(tx: Tx, mark: LedgerMark): Promise<void> {
  const found = await tx.execute<{ id: number }>(
    sql`select distinct coalesce(component_id, ${unmappedComponent}) as id from incidents where origin = 'real'`,
  );
  await markComponentsDirty(tx, new Map(found.rows.map((row) => [row.id, mark])));
}
