import { type EpochMs, type LedgerEntry, toIso } from "@signalbox/core";
import type { Tx } from "../../doors/transaction.ts";
import { sql } from "../../drizzle.ts";

export interface NewPosting {
  /** Its number, type and periods stand in it. */
  entry: LedgerEntry & { documentNo: number; postedPeriod: string };
  incidentId: string;
  componentId: number | null;
  reverses: { postedPeriod: string; documentNo: number } | null;
}

/** Writes documents; their numbers must follow those that are there. The caller holds the row of their period. */
export async function insertPostings(
  tx: Tx,
  postings: readonly NewPosting[],
  by: { name: string; now: EpochMs },
): Promise<void> {
  if (postings.length === 0) return;
  const rows = postings.map(({ entry, incidentId, componentId, reverses }) => ({
    period: entry.period,
    posted_period: entry.postedPeriod,
    document_no: entry.documentNo,
    entry_type: entry.entryType,
    entry,
    reverses_period: reverses?.postedPeriod ?? null,
    reverses_document_no: reverses?.documentNo ?? null,
    incident_id: incidentId,
    component_id: componentId,
  }));
  await tx.execute(sql`
    insert into ledger_postings (period, posted_period, document_no, entry_type, entry, reverses_period, reverses_document_no,
      incident_id, component_id, posted_by, posted_at)
    select period, posted_period, document_no, entry_type, entry, reverses_period, reverses_document_no, incident_id, component_id,
      ${by.name}, ${toIso(by.now)}::timestamptz
    from jsonb_populate_recordset(null::ledger_postings, ${JSON.stringify(rows)}::jsonb)`);
}
