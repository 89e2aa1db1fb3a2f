import type { LedgerEntry, PostedLine } from "@signalbox/core";
import { type Reader, selectRows } from "../../doors/select-rows.ts";
import { type SQL, sql } from "../../drizzle.ts";
import { type LedgerFilter, postingsWhere, segmentsWhere } from "./ledger-filter.ts";
import { inOrder, type RawRow, readSegmentRow, type SegmentRow, selectSegmentRows } from "./ledger-rows.ts";

/** An entry as it is stored: a document, or a segment of an open month. */
export type LedgerLine = { kind: "posting"; posting: PostedLine } | { kind: "segment"; segment: SegmentRow };

/** Place of a line in the order of the export: documents by number, then segments by start, incident, part and impact. */
export type LedgerPlace =
  | { kind: "posting"; postedPeriod: string; documentNo: number }
  | { kind: "segment"; startedAt: number; incidentId: string; part: number; impact: string };

/** At most `limit` lines of the filter. */
export async function listLedgerLines(
  reader: Reader,
  filter: LedgerFilter,
  page: { after: LedgerPlace | null; limit: number },
): Promise<LedgerLine[]> {
  const { after, limit } = page;
  const postings: LedgerLine[] =
    after?.kind === "segment"
      ? []
      : (await selectRows<RawPosting>(reader, sql`${selectPostings(filter, after)} limit ${limit}`)).map(readPosting);
  if (postings.length === limit) return postings;
  const segments = await selectRows<RawRow>(
    reader,
    sql`${selectSegmentRows(filter, sql`${segmentsWhere(filter)} and ${segmentsAfter(after)}`)} ${inOrder}
        limit ${limit - postings.length}`,
  );
  return [...postings, ...segments.map((row): LedgerLine => ({ kind: "segment", segment: readSegmentRow(row) }))];
}

export interface RawPosting {
  posted_period: string;
  document_no: number;
  entry: LedgerEntry;
}

export function readPosting({ posted_period, document_no, entry }: RawPosting): LedgerLine & { kind: "posting" } {
  return { kind: "posting", posting: { postedPeriod: posted_period, documentNo: document_no, entry } };
}

/** The documents of a filter in the order of the export. */
export function selectPostings(filter: LedgerFilter, after: LedgerPlace | null = null): SQL {
  const later =
    after?.kind === "posting"
      ? sql`(p.posted_period, p.document_no) > (${after.postedPeriod}, ${after.documentNo}::integer)`
      : sql`true`;
  return sql`select p.posted_period, p.document_no, p.entry from ledger_postings p
    where ${postingsWhere(filter)} and ${later} order by p.posted_period, p.document_no`;
}

function segmentsAfter(after: LedgerPlace | null): SQL {
  if (after?.kind !== "segment") return sql`true`;
  const startedAt = new Date(after.startedAt).toISOString();
  return sql`(s.started_at, s.incident_id, s.part, s.impact) >
    (${startedAt}::timestamptz, ${after.incidentId}::uuid, ${after.part}::integer, ${after.impact})`;
}
