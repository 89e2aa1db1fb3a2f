import { type EpochMs, toIso } from "@signalbox/core";
import { manualSourceKey } from "../commands/source/ensure-manual-source.ts";
import { type Reader, selectRows } from "../doors/select-rows.ts";
import { sql } from "../drizzle.ts";
import { readInstant } from "../schema/column-types.ts";

const listedMax = 50;

/** What happened within a time, for the alert review. Lists hold at most 50. */
export interface WeekRows {
  incidents: number;
  pages: number;
  tests: {
    source: string;
    name: string;
    settings: Record<string, unknown>;
    seen: number;
    /** How often none came in time. */
    missed: number;
    lastAt: EpochMs | null;
  }[];
  drills: { key: string; name: string; passed: number; missed: number; stopped: number }[];
  failures: {
    id: string;
    kind: string;
    reason: string;
    occurrences: number;
    firstAt: EpochMs;
    isOpen: boolean;
  }[];
  failuresInAll: number;
  rules: { rule: string; fired: number; pages: number }[];
  unmapped: { source: string; monitor: string; name: string; incidents: number }[];
  unrouted: { id: string; title: string; severity: string; reason: string; openedAt: EpochMs }[];
  unroutedInAll: number;
}

/** @param within from inclusive, to exclusive */
export async function loadWeekRows(reader: Reader, within: { from: EpochMs; to: EpochMs }): Promise<WeekRows> {
  const [from, to] = [sql`${toIso(within.from)}::timestamptz`, sql`${toIso(within.to)}::timestamptz`];
  const [counts] = await selectRows<{ incidents: number; pages: number; unrouted: number; failures: number }>(
    reader,
    sql`select
          (select count(*)::int from incidents where origin = 'real' and opened_at >= ${from} and opened_at < ${to}) as incidents,
          (select count(*)::int from obligations o join incidents i on i.id = o.incident_id
            where o.kind = 'page' and i.origin = 'real' and o.opened_at >= ${from} and o.opened_at < ${to}) as pages,
          (select count(*)::int from incidents where origin = 'real' and unrouted is not null
            and opened_at >= ${from} and opened_at < ${to}) as unrouted,
          (select count(*)::int from failures where first_at < ${to} and (status = 'open' or last_at >= ${from})) as failures`,
  );
  const tests = await selectRows<WeekRows["tests"][number] & { last_at: string | null }>(
    reader,
    sql`select s.key as source, s.name, s.settings, coalesce(e.seen, 0)::int as seen, t.last_at,
          (select count(*)::int from failures f where f.kind = 'test-event-missing' and f.cause = s.key
            and f.first_at < ${to} and coalesce(f.settled_at, 'infinity'::timestamptz) > ${from}) as missed
        from sources s
          left join source_tests t on t.source_id = s.id
          left join (select source_id, count(*) as seen from events
            where type = 'test' and received_at >= ${from} and received_at < ${to} group by 1) e on e.source_id = s.id
        where s.retired_at is null and s.key <> ${manualSourceKey} order by s.key`,
  );
  const drills = await selectRows<WeekRows["drills"][number]>(
    reader,
    sql`select d.key, d.name, (count(*) filter (where r.state = 'passed'))::int as passed,
          (count(*) filter (where r.state = 'missed'))::int as missed,
          (count(*) filter (where r.state not in ('passed', 'missed', 'running')))::int as stopped
        from drills d left join drill_runs r on r.drill_id = d.id and r.started_at >= ${from} and r.started_at < ${to}
        where d.retired_at is null group by d.key, d.name order by d.key`,
  );
  const failures = await selectRows<{
    id: string;
    kind: string;
    reason: string;
    occurrences: number;
    first_at: string;
    is_open: boolean;
  }>(
    reader,
    sql`select id, kind, reason, occurrences, first_at, status = 'open' as is_open from failures
        where first_at < ${to} and (status = 'open' or last_at >= ${from})
        order by is_open desc, first_at desc, id desc limit ${listedMax}`,
  );
  const rules = await selectRows<WeekRows["rules"][number]>(
    reader,
    sql`with fired as (select rule, count(*)::int as fired from events, unnest(rules_fired) rule
          where received_at >= ${from} and received_at < ${to} and rules_fired <> '{}' group by 1),
        paged as (select rule_key as rule, count(*)::int as pages from obligations
          where kind = 'page' and opened_at >= ${from} and opened_at < ${to} and rule_key is not null group by 1)
        select coalesce(fired.rule, paged.rule) as rule, coalesce(fired, 0) as fired, coalesce(pages, 0) as pages
        from fired full join paged on paged.rule = fired.rule order by pages desc, fired desc, rule limit 20`,
  );
  const unmapped = await selectRows<WeekRows["unmapped"][number]>(
    reader,
    sql`select s.key as source, m.external_id as monitor, m.name, count(*)::int as incidents
        from incidents i join monitors m on m.id = i.monitor_id join sources s on s.id = i.source_id
        where i.origin = 'real' and i.component_id is null
          and ((i.opened_at >= ${from} and i.opened_at < ${to}) or i.status <> 'resolved')
        group by 1, 2, 3 order by incidents desc, source, monitor limit ${listedMax}`,
  );
  const unrouted = await selectRows<{
    id: string;
    title: string;
    severity: string;
    unrouted: string;
    opened_at: string;
  }>(
    reader,
    sql`select id, title, severity, unrouted, opened_at from incidents
        where origin = 'real' and unrouted is not null and opened_at >= ${from} and opened_at < ${to}
        order by opened_at desc, id desc limit ${listedMax}`,
  );
  const { incidents, pages } = counts!;
  return {
    incidents,
    pages,
    tests: tests.map(({ last_at, ...row }) => ({ ...row, lastAt: last_at === null ? null : readInstant(last_at) })),
    drills,
    failures: failures.map(({ first_at, is_open, ...row }) => ({
      ...row,
      firstAt: readInstant(first_at),
      isOpen: is_open,
    })),
    failuresInAll: counts!.failures,
    rules,
    unmapped,
    unrouted: unrouted.map(({ opened_at, unrouted: reason, ...row }) => ({
      ...row,
      reason,
      openedAt: readInstant(opened_at),
    })),
    unroutedInAll: counts!.unrouted,
  };
}
