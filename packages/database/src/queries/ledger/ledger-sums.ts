import { formatMinor, parseMinor, secondsText } from "@signalbox/core";
import { type Reader, selectRows } from "../../doors/select-rows.ts";
import { sql } from "../../drizzle.ts";
import { type LedgerFilter, postingsWhere, segmentsOf, segmentsWhere } from "./ledger-filter.ts";
import { segmentsWithNames } from "./ledger-rows.ts";

/** Sums of the entries as they are printed, so that whoever adds up the lines comes to the same. Currencies apart. */
export interface LedgerSums {
  entries: number;
  running: number;
  weightedSeconds: string;
  cost: { currency: string; amount: string }[];
}

/** Sums of one currency as Postgres gives them: of segments the cost in minor units, of documents as it was printed. */
export type SumRow = {
  currency: string | null;
  entries: string;
  running: string;
  weighted_ms: string;
  cost: string | null;
};

/** What is summed of segments `s` … */
export const segmentSums = sql`count(*) as entries, count(*) filter (where s.ended_at is null and not s.is_void) as running,
  sum(round(s.weighted_ms)) as weighted_ms, sum(s.cost_minor) as cost`;
/** … and of documents `p`. */
export const postingSums = sql`count(*) as entries, 0 as running,
  sum((p.entry ->> 'weightedSeconds')::numeric) * 1000 as weighted_ms, sum((p.entry ->> 'cost')::numeric) as cost`;

export async function sumLedger(reader: Reader, filter: LedgerFilter): Promise<LedgerSums> {
  const { component, team, tier, customer, source } = filter;
  const asksNames = [component, team, tier, customer, source].some((asked) => asked !== undefined);
  // Names are looked up where the filter asks for them alone: for a million lines that takes seconds.
  const segmentsToSum = asksNames ? segmentsWithNames(filter) : segmentsOf(filter);
  const segments = await selectRows<SumRow>(
    reader,
    sql`select s.currency, ${segmentSums} from ${segmentsToSum} where ${segmentsWhere(filter)} group by s.currency`,
  );
  const postings = await selectRows<SumRow>(
    reader,
    sql`select p.entry ->> 'currency' as currency, ${postingSums} from ledger_postings p
        where ${postingsWhere(filter)} group by 1`,
  );
  return addUp(segments, postings);
}

/** Exact: through integers of minor units and milliseconds. */
export function addUp(segments: readonly SumRow[], postings: readonly SumRow[]): LedgerSums {
  const minor = new Map<string, bigint>();
  const add = (currency: string | null, amount: bigint) => {
    if (currency !== null) minor.set(currency, (minor.get(currency) ?? 0n) + amount);
  };
  for (const { currency, cost } of segments) if (cost !== null) add(currency, BigInt(cost));
  for (const { currency, cost } of postings) if (cost !== null) add(currency, parseMinor(cost, currency!));
  const rows = [...segments, ...postings];
  const weightedMs = rows.reduce((sum, row) => sum + BigInt(row.weighted_ms.split(".")[0]!), 0n);
  return {
    entries: rows.reduce((sum, row) => sum + Number(row.entries), 0),
    running: rows.reduce((sum, row) => sum + Number(row.running), 0),
    weightedSeconds: printSeconds(weightedMs),
    cost: [...minor]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([currency, amount]) => ({ currency, amount: formatMinor(amount, currency) })),
  };
}

/** Corrections alone may sum up to less than nothing. */
function printSeconds(ms: bigint): string {
  return ms < 0n ? `-${secondsText((-ms).toString())}` : secondsText(ms.toString());
}
