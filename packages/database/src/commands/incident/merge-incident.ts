import { type EpochMs, type IncidentStatus, toIso } from "@signalbox/core";
import { type Reader, selectRows } from "../../doors/select-rows.ts";
import type { Tx } from "../../doors/transaction.ts";
import { sql } from "../../drizzle.ts";

/** Notes that people treat one incident as another; what was merged into it before goes along. The locks of both are held. */
export async function mergeIncident(
  tx: Tx,
  { id, into, now }: { id: string; into: string; now: EpochMs },
): Promise<void> {
  await tx.execute(sql`
    update incidents set merged_into = ${into}, version = version + 1, updated_at = ${toIso(now)}
    where id = ${id} or merged_into = ${id}`);
}

/** Lets merged incidents act for themselves again. */
export async function endMerges(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.execute(sql`
    update incidents set merged_into = null, version = version + 1 where id = any(${sql.param([...ids])}::uuid[])`);
}

/** As they stand now, without a lock. */
export async function loadIncidentStatuses(
  reader: Reader,
  ids: readonly string[],
): Promise<Map<string, IncidentStatus>> {
  if (ids.length === 0) return new Map();
  const rows = await selectRows<{ id: string; status: IncidentStatus }>(
    reader,
    sql`select id, status from incidents where id = any(${sql.param([...ids])}::uuid[])`,
  );
  return new Map(rows.map((row) => [row.id, row.status]));
}
