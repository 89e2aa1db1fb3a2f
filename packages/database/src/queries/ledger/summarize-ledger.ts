import { unmappedKey } from "@signalbox/core";
import { type Reader, selectRows } from "../../doors/select-rows.ts";
import { sql } from "../../drizzle.ts";
import { type LedgerFilter, postingsWhere, segmentsWhere } from "./ledger-filter.ts";
import { segmentsWithNames } from "./ledger-rows.ts";
import { addUp, type LedgerSums, postingSums, type SumRow, segmentSums } from "./ledger-sums.ts";

/** What of a ledger belongs to one component, team or day; `key` null: to none. */
export interface LedgerShare extends LedgerSums {
  key: string | null;
  /** Null where nobody named it. */
  name: string | null;
}

/** Of each the shares add up to the sums of the filter. Components and teams by downtime, largest first; days in order. */
export interface LedgerSummary {
  components: LedgerShare[];
  teams: LedgerShare[];
  /** By the local day on which an entry began; null holds corrections of earlier months. */
  days: LedgerShare[];
}

type ShareRow = SumRow & { dimension: Dimension; key: string | null; name: string | null };
type Dimension = "component" | "team" | "day";

/** The entries of a filter, summed up by component, by team and by day. */
export async function summarizeLedger(reader: Reader, filter: LedgerFilter): Promise<LedgerSummary> {
  const segments = await selectRows<ShareRow>(
    reader,
    sql`select ${dimensionOf}, ${nameOf}, currency, sum(entries) as entries,
          sum(running) as running, sum(weighted_ms) as weighted_ms, sum(cost) as cost
        from (select coalesce(c.key, ${unmappedKey}) as component, c.name as component_name, t.key as team, t.name as team_name,
            to_char(s.started_at at time zone (policy.body ->> 'timeZone'), 'YYYY-MM-DD') as day, s.currency, ${segmentSums}
          from ${segmentsWithNames(filter)} join (select version, body from policies union all select version, body from policies_dropped) policy
            on policy.version = s.policy_version
          where ${segmentsWhere(filter)} group by 1, 2, 3, 4, 5, 6) line
        group by grouping sets ((component, currency), (team, currency), (day, currency))`,
  );
  const isOfMonth = filter.period === undefined || filter.knownOn !== undefined;
  const postings = await selectRows<ShareRow>(
    reader,
    sql`select ${dimensionOf}, ${nameOf}, currency, sum(entries) as entries, sum(running) as running,
          sum(weighted_ms) as weighted_ms, sum(cost) as cost
        from (select p.entry ->> 'componentKey' as component, p.entry ->> 'componentName' as component_name,
            p.entry ->> 'team' as team, t.name as team_name, case when ${isOfMonth} or p.period = p.posted_period
              then left(p.entry ->> 'startedLocal', 10) end as day, p.entry ->> 'currency' as currency, ${postingSums}
          from ledger_postings p left join teams t on t.key = p.entry ->> 'team'
          where ${postingsWhere(filter)} group by 1, 2, 3, 4, 5, 6) line
        group by grouping sets ((component, currency), (team, currency), (day, currency))`,
  );
  const sharesOf = (dimension: Dimension) => {
    const of = (rows: ShareRow[]) =>
      Map.groupBy(
        rows.filter((row) => row.dimension === dimension),
        ({ key }) => key,
      );
    const [open, posted] = [of(segments), of(postings)];
    return [...new Set([...open.keys(), ...posted.keys()])].map((key): LedgerShare => {
      const [own, documents] = [open.get(key) ?? [], posted.get(key) ?? []];
      const name = [...own, ...documents].find((row) => row.name !== null)?.name ?? null;
      return { key, name, ...addUp(own, documents) };
    });
  };
  return {
    components: sharesOf("component").toSorted(byDowntime),
    teams: sharesOf("team").toSorted(byDowntime),
    days: sharesOf("day").toSorted(byKey),
  };
}

const dimensionOf = sql`case when grouping(component) = 0 then 'component' when grouping(team) = 0 then 'team' else 'day' end
  as dimension, coalesce(component, team, day) as key`;

// Documents name the component as it was called then, and the team by its key alone.
const nameOf = sql`case when grouping(component) = 0 then max(component_name) when grouping(team) = 0 then max(team_name) end
  as name`;

function byDowntime(a: LedgerShare, b: LedgerShare): number {
  return Number(b.weightedSeconds) - Number(a.weightedSeconds) || byKey(a, b);
}

function byKey(a: LedgerShare, b: LedgerShare): number {
  return (a.key ?? "") < (b.key ?? "") ? -1 : 1;
}
