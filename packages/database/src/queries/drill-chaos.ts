import { type ChaosFacts, type DrillFault, type EpochMs, toIso } from "@signalbox/core";
import { type Reader, selectRows } from "../doors/select-rows.ts";
import type { Tx } from "../doors/transaction.ts";
import { sql } from "../drizzle.ts";
import { readInstant } from "../schema/column-types.ts";

/** The disturbed run that incidents belong to, while it is under way. */
export interface DrillDisturbance {
  runId: string;
  incidentId: string;
  /** What happens to its calls now; null: they go straight, and are written down all the same. */
  fault: DrillFault | null;
}

/** Null: none of these incidents was raised by a disturbed run that is under way. */
export async function findDisturbance(
  reader: Reader | Tx,
  incidentIds: readonly string[],
): Promise<DrillDisturbance | null> {
  const [found] = await selectRows<DrillDisturbance>(
    reader,
    sql`select r.id as "runId", i.id as "incidentId",
          case when r.disturbance_ended_at is null then r.chaos ->> 'fault' end as fault
        from incidents i
          join drill_outages o on o.source_id = i.source_id and o.correlation_key = i.correlation_key
          join drill_runs r on r.id = o.run_id and r.state = 'running'
        where i.id = any(${sql.param([...incidentIds])}::uuid[]) limit 1`,
  );
  return found ?? null;
}

export type StoredChaos = ChaosFacts & {
  /** Waiting behind the breaker just now. */
  parked: number;
};

/** What has become of a disturbed run so far, from the rows that it left behind. */
export async function loadChaosFacts(
  reader: Reader | Tx,
  run: { id: string; drillId: number; drill: string; connection: string; startedAt: EpochMs; checkId: string | null },
): Promise<StoredChaos> {
  const since = toIso(run.startedAt);
  type Times = "breakerOpenedAt" | "breakerClosedAt" | "failureAt" | "pagedAt" | "settledAt" | "ticketsAt" | "closedAt";
  type Row = Omit<StoredChaos, Times | "look"> &
    Record<Times, string | null> & {
      looked: number | null;
      lookError: string | null;
    };
  const [row] = await selectRows<Row>(
    reader,
    sql`with outages as (select * from drill_outages where run_id = ${run.id}),
        mine as (select i.id from incidents i join outages o on o.source_id = i.source_id and o.correlation_key = i.correlation_key
          where i.drill_id = ${run.drillId}),
        tickets as (select o.id, o.status, o.settled_at, o.incident_id, (select min(a.finished_at) from actions a
            where a.obligation_id = o.id and a.verb = 'create' and a.state = 'done') as opened_at
          from obligations o join mine on mine.id = o.incident_id),
        sent as (select * from drill_calls where run_id = ${run.id}),
        disturbed as (select * from sent where fault is not null),
        there as (select incident_id, count(distinct opened_there)::int as tickets from sent
          where opened_there is not null group by incident_id),
        found as (select count(*)::int as doubled from obligation_findings f join tickets t on t.id = f.obligation_id
          where f.check_id = ${run.checkId}::uuid and f.finding = 'doubled'),
        late as (select * from failures where kind = 'drill-late' and cause = ${run.drill}
          and first_at >= ${since}::timestamptz order by first_at limit 1),
        turns as (select at, verb from journal where subject_kind = 'connection' and subject_id = ${run.connection}
          and verb in ('connection.breaker-opened', 'connection.breaker-closed') and at >= ${since}::timestamptz)
        select (select count(fault_at) from outages)::int as sent, (select count(fault_ended_at) from outages)::int as recovered,
          (select max(signal_problem) from outages) as "signalProblem",
          (select count(*) from disturbed)::int as calls,
          (select count(*) from disturbed where outcome <> 'delivered')::int as "callsFailed",
          coalesce((select max(duration_ms) from disturbed), 0) as "slowestMs",
          (select min(at) from turns where verb = 'connection.breaker-opened')::text as "breakerOpenedAt",
          (select max(at) from turns where verb = 'connection.breaker-closed')::text as "breakerClosedAt",
          (select count(*) from actions a join tickets t on t.id = a.obligation_id where a.parked_for = 'breaker'
            and a.state in ('waiting', 'unknown'))::int as parked,
          (select first_at from late)::text as "failureAt", (select paged_at from late)::text as "pagedAt",
          (select settled_at from late)::text as "settledAt",
          (select count(opened_at) from tickets)::int as tickets, (select max(opened_at) from tickets)::text as "ticketsAt",
          (select count(*) from tickets where status = 'settled' and opened_at is not null)::int as closed,
          (select max(settled_at) from tickets)::text as "closedAt",
          (select count(*) from tickets where status = 'open')::int as unsettled,
          coalesce((select sum(tickets) from there), 0)::int as "ticketsThere",
          greatest((select count(*) from there where tickets > 1), (select doubled from found))::int as doubled,
          (select looked from obligation_checks where id = ${run.checkId}::uuid and finished_at is not null) as looked,
          (select error from obligation_checks where id = ${run.checkId}::uuid) as "lookError"`,
  );
  const { looked, lookError, ...facts } = row!;
  const instant = (text: string | null) => (text === null ? null : readInstant(text));
  return {
    ...facts,
    breakerOpenedAt: instant(facts.breakerOpenedAt),
    breakerClosedAt: instant(facts.breakerClosedAt),
    failureAt: instant(facts.failureAt),
    pagedAt: instant(facts.pagedAt),
    settledAt: instant(facts.settledAt),
    ticketsAt: instant(facts.ticketsAt),
    closedAt: instant(facts.closedAt),
    look: looked === null ? null : { looked, error: lookError },
  };
}

/** Id of the pager of a drill; null where it has none. */
export async function findDrillPager(reader: Reader | Tx, drill: string): Promise<number | null> {
  const [found] = await selectRows<{ id: number | null }>(
    reader,
    sql`select pager_connection_id as id from drills where key = ${drill}`,
  );
  return found?.id ?? null;
}
