import type { LedgerEntry, Period, PostedLine } from "@signalbox/core";
import { toIso } from "@signalbox/core";
import type { LedgerMark } from "../../commands/ledger/mark-components-dirty.ts";
import { type Reader, selectRows } from "../../doors/select-rows.ts";
import { type SQL, sql } from "../../drizzle.ts";
import { unmappedComponent } from "./ledger-intervals.ts";

type Row = { posted_period: string; document_no: number; entry: LedgerEntry };

/** Documents of a component about closed months that hold still: neither reversals, nor reversed. Those that began within a
 *  time, ends included. */
export async function listHeldPostings(
  reader: Reader,
  of: { componentId: number; periods: readonly Period[]; within: LedgerMark },
): Promise<PostedLine[]> {
  const { from, to } = of.within;
  const whose =
    of.componentId === unmappedComponent
      ? sql`p.component_id is null`
      : sql`p.component_id = ${of.componentId}::integer`;
  const until = to === null ? sql`true` : sql`p.entry ->> 'startedAt' <= ${toIso(to)}`;
  return readPostings(
    reader,
    sql`${whose} and p.period = any(${sql.param([...of.periods])}::text[]) and ${holds}
        and p.entry ->> 'startedAt' >= ${toIso(from)} and ${until}`,
  );
}

/** Documents that took back a line of an incident and that nothing has replaced yet. */
export async function listOpenReversals(
  reader: Reader,
  of: { incidentIds: readonly string[]; periods: readonly Period[] },
): Promise<PostedLine[]> {
  return readPostings(
    reader,
    sql`p.incident_id = any(${sql.param([...of.incidentIds])}::uuid[]) and p.period = any(${sql.param([...of.periods])}::text[])
        and p.entry_type <> 'reversal' and exists (select from ledger_postings r where r.entry_type = 'reversal'
          and r.reverses_period = p.posted_period and r.reverses_document_no = p.document_no)
        and not exists (select from ledger_postings r where r.entry_type = 'replacement'
          and r.reverses_period = p.posted_period and r.reverses_document_no = p.document_no)`,
  );
}

/** The last number given to a document of a month; 0 where there is none. */
export async function findLastDocumentNo(reader: Reader, postedPeriod: Period): Promise<number> {
  const [row] = await selectRows<{ last: number }>(
    reader,
    sql`select coalesce(max(document_no), 0)::integer as last from ledger_postings where posted_period = ${postedPeriod}`,
  );
  return row!.last;
}

const holds = sql`p.entry_type <> 'reversal' and not exists (select from ledger_postings r where r.entry_type = 'reversal'
  and r.reverses_period = p.posted_period and r.reverses_document_no = p.document_no)`;

async function readPostings(reader: Reader, where: SQL): Promise<PostedLine[]> {
  const rows = await selectRows<Row>(
    reader,
    sql`select p.posted_period, p.document_no, p.entry from ledger_postings p where ${where}
        order by p.posted_period, p.document_no`,
  );
  return rows.map(({ posted_period, document_no, entry }) => ({
    postedPeriod: posted_period,
    documentNo: document_no,
    entry,
  }));
}
