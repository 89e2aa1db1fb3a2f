import type { PlannedIncident } from "../drive/plan-incidents.ts";
import { expectLedger } from "./expect-ledger.ts";
import { queryRows } from "./query.ts";

type IntervalRow = { key: string; from: number; to: number | null; severity: string };
type LedgerRow = { key: string; gross: string; net: string; weighted: string; cost: string | null };

const centsPerHalfSecond = 100n; // 120.00 a minute, by examples/company.yaml

/** I6: intervals, severities and status of each key are those of the plan. I7: so are the seconds and the cost of the
 *  ledger, once all has ended. @param incidents all that the database holds. Returns what is not so. */
export async function checkOutages(
  databaseUrl: string,
  incidents: readonly PlannedIncident[],
  open: ReadonlySet<string>,
): Promise<string[]> {
  const intervals = await queryRows<IntervalRow>(
    databaseUrl,
    `select i.correlation_key as key, extract(epoch from v.started_at)::float8 as "from",
       extract(epoch from v.ended_at)::float8 as "to", v.severity
     from incident_intervals v join incidents i on i.id = v.incident_id
     join sources s on s.id = i.source_id and s.key = 'anyping' order by v.started_at`,
  );
  const statuses = await queryRows<{ key: string; status: string }>(
    databaseUrl,
    `select distinct on (correlation_key) correlation_key as key, status from incidents order by correlation_key, opened_at desc`,
  );
  const byKey = Map.groupBy(intervals, (row) => row.key);
  const statusOf = new Map(statuses.map((row) => [row.key, row.status]));
  const wrong: string[] = [];
  for (const incident of incidents) {
    const isOpen = open.has(incident.key);
    const last = incident.outages.at(-1)!;
    const expected = incident.outages.flatMap((outage) =>
      outage.severities.map(({ from, severity }, i) => {
        const to = outage.severities[i + 1]?.from ?? (isOpen && outage === last ? null : outage.endedAt);
        return `${from}–${to} ${severity}`;
      }),
    );
    const found = (byKey.get(incident.key) ?? []).map(({ from, to, severity }) => `${from}–${to} ${severity}`);
    if (found.join() !== expected.join()) wrong.push(`I6: ${incident.key} was down ${expected}, not ${found}`);
    const status = isOpen ? (last.acknowledgedAt === null ? "open" : "acknowledged") : "resolved";
    if (statusOf.get(incident.key) !== status) {
      wrong.push(`I6: ${incident.key} is ${status}, not ${statusOf.get(incident.key)}`);
    }
  }
  return open.size === 0 ? [...wrong, ...(await checkLedger(databaseUrl, incidents))] : wrong;
}

async function checkLedger(databaseUrl: string, incidents: readonly PlannedIncident[]): Promise<string[]> {
  const rows = await queryRows<LedgerRow>(
    databaseUrl,
    `select i.correlation_key as key, sum(l.gross_ms)::text as gross, sum(l.net_ms)::text as net,
       sum(l.weighted_ms)::float8::text as weighted, sum(l.cost_minor)::text as cost
     from ledger_segments l join incidents i on i.id = l.incident_id
     join sources s on s.id = i.source_id and s.key = 'anyping' group by 1`,
  );
  const found = new Map(rows.map((row) => [row.key, row]));
  const wrong: string[] = [];
  for (const [key, { gross, net, weightedHalves }] of expectLedger(incidents)) {
    const row = found.get(key);
    const cost = BigInt(weightedHalves) * centsPerHalfSecond;
    const expected = `gross ${gross}, net ${net}, weighted ${weightedHalves / 2} s, cost ${cost}`;
    const actual = row
      ? `gross ${Number(row.gross) / 1000}, net ${Number(row.net) / 1000}, weighted ${Number(row.weighted) / 1000} s, cost ${row.cost}`
      : "gross 0, net 0, weighted 0 s, cost 0";
    if (actual !== expected) wrong.push(`I7: the ledger of ${key} says ${actual}, not ${expected}`);
  }
  return wrong;
}
