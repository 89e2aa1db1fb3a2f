import type { Installation } from "../shared/start-installation.ts";

type Query = Installation["query"];

/** The month that is exported: over, and never closed. */
export const period = "2026-10";
const monthBegins = "2026-10-01T00:00:00Z";
/** The one whose events are followed. */
export const followedFrom = "2026-09-01T00:00:00Z";

/** So many lines as settlement would have written them: five of each incident, over all components. */
export async function fillLines(query: Query, count: number): Promise<void> {
  await query("set session_replication_role = replica");
  await query(`insert into incidents (id, source_id, correlation_key, status, title, severity, component_id, opened_at, resolved_at)
    select ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, (select id from sources where key = 'bench'), 'line-' || n, 'resolved',
      'service ' || n || ' answers 503, "upstream" timed out', 'critical', c.id,
      timestamptz '${monthBegins}' + n * interval '10 seconds', timestamptz '${monthBegins}' + n * interval '10 seconds' + interval '9 seconds'
    from generate_series(1, ${count / 5}) n
    join (select id, row_number() over (order by id) - 1 as place, count(*) over () as amount from components where key like 'service-%') c
      on c.place = n % c.amount`);
  await query(`insert into ledger_segments (incident_id, component_id, period, part, severity, impact, started_at, ended_at, counted_until,
      time_basis, gross_ms, excluded_ms, overlap_ms, net_ms, weight, weighted_ms, rate_per_minute, currency, cost_minor, policy_version,
      settled_at, whole_from, whole_to)
    select i.id, i.component_id, '${period}', 1, 'critical', 'outage', t.at, t.at + interval '1 second', t.at + interval '1 second',
      'sender', 1000, 0, 0, 1000, 1, 1000, 120, 'EUR', 200, 1, now(), t.at, t.at + interval '1 second'
    from incidents i cross join generate_series(0, 4) k
    cross join lateral (select i.opened_at + k * interval '1.5 seconds' as at) t
    where i.correlation_key like 'line-%'`);
  await query("set session_replication_role = default");
  for (const table of ["incidents", "ledger_segments"]) await query(`vacuum analyze ${table}`);
}

/** Outages of a minute, two minutes apart, which settlement counts. */
export async function fillIncidents(query: Query, component: string, count: number): Promise<void> {
  await query(`insert into incidents (id, source_id, correlation_key, status, title, severity, component_id, opened_at, resolved_at)
    select gen_random_uuid(), (select id from sources where key = 'bench'), '${component}-' || n, 'resolved', 'it is down', 'critical',
      (select id from components where key = '${component}'), timestamptz '${followedFrom}' + n * interval '2 minutes',
      timestamptz '${followedFrom}' + n * interval '2 minutes' + interval '1 minute'
    from generate_series(1, ${count}) n`);
  await query(`insert into incident_intervals (incident_id, ordinal, started_at, ended_at, severity, start_basis)
    select id, 0, opened_at, resolved_at, 'critical', 'sender' from incidents where correlation_key like '${component}-%'`);
  for (const table of ["incidents", "incident_intervals"]) await query(`analyze ${table}`);
}
