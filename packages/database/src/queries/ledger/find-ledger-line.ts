import { type Reader, selectRows } from "../../doors/select-rows.ts";
import { sql } from "../../drizzle.ts";
import { type LedgerLine, type RawPosting, readPosting } from "./ledger-lines.ts";
import { listRowsOfSegments } from "./ledger-rows.ts";

/** An entry by its id: `2026-11.17` a document, `s123` a provisional line. Null where there is none, or it changed since. */
export async function findLedgerLine(
  reader: Reader,
  id: string,
): Promise<{ line: LedgerLine; incidentId: string; componentId: number | null } | null> {
  const segmentId = /^s(\d{1,18})$/.exec(id)?.[1];
  if (segmentId !== undefined) {
    const [segment] = await listRowsOfSegments(reader, [segmentId]);
    if (segment === undefined) return null;
    const { incidentId, componentId } = segment;
    return { line: { kind: "segment", segment }, incidentId, componentId };
  }
  const named = /^(\d{4}-\d{2})\.(\d{1,9})$/.exec(id);
  if (named === null) return null;
  const [row] = await selectRows<RawPosting & { incident_id: string; component_id: number | null }>(
    reader,
    sql`select posted_period, document_no, entry, incident_id, component_id from ledger_postings
        where posted_period = ${named[1]!} and document_no = ${Number(named[2])}::integer`,
  );
  if (row === undefined) return null;
  return { line: readPosting(row), incidentId: row.incident_id, componentId: row.component_id };
}
