import { type EpochMs, type Period, toIso, unmappedKey } from "@signalbox/core";
import { type SQL, sql } from "../../drizzle.ts";

/** Which entries: those of a month, or of the time in which they began, and of these what the rest names. */
export interface LedgerFilter {
  period?: Period | undefined;
  /** Inclusive. */
  from?: EpochMs | undefined;
  /** Exclusive. */
  to?: EpochMs | undefined;
  component?: string | undefined;
  team?: string | undefined;
  tier?: number | undefined;
  customer?: string | undefined;
  source?: string | undefined;
  status?: "open" | "final" | "void" | undefined;
  incidentId?: string | undefined;
  /** Of a month that was closed by then: the documents about it that were posted up to this instant, wherever they stand.
   *  Without it: those that stand in the month. */
  knownOn?: EpochMs | undefined;
  /** Lines that stand nowhere, instead of all that do: see `countedLines`. */
  counted?: CountedLines | undefined;
}

/** Segments as rows of `ledger_segments` in JSON. */
export type CountedLines = string & { readonly counted: unique symbol };

/** The segments `s` that a filter is about. */
export function segmentsOf({ counted }: LedgerFilter): SQL {
  return counted === undefined
    ? sql`ledger_segments s`
    : sql`jsonb_populate_recordset(null::ledger_segments, ${counted}::jsonb) s`;
}

/** Of documents `p`. */
export function postingsWhere(filter: LedgerFilter): SQL {
  const { period, from, to, component, team, tier, customer, source, status, incidentId, knownOn, counted } = filter;
  return all([
    counted !== undefined && sql`false`,
    period !== undefined && (knownOn === undefined ? sql`p.posted_period = ${period}` : sql`p.period = ${period}`),
    knownOn !== undefined && sql`p.posted_at <= ${toIso(knownOn)}::timestamptz`,
    from !== undefined && sql`p.entry ->> 'startedAt' >= ${toIso(from)}`,
    to !== undefined && sql`p.entry ->> 'startedAt' < ${toIso(to)}`,
    component !== undefined && sql`p.entry ->> 'componentKey' = ${component}`,
    team !== undefined && sql`p.entry ->> 'team' = ${team}`,
    tier !== undefined && sql`p.entry ->> 'tier' = ${String(tier)}`,
    customer !== undefined && sql`p.entry -> 'customers' ? ${customer}`,
    source !== undefined && sql`p.entry ->> 'source' = ${source}`,
    status !== undefined && sql`p.entry ->> 'status' = ${status}`,
    incidentId !== undefined && sql`p.incident_id = ${incidentId}::uuid`,
  ]);
}

/** Of segments `s` with what stands beside them. */
export function segmentsWhere(filter: LedgerFilter): SQL {
  const { period, from, to, component, team, tier, customer, source, status, incidentId, knownOn } = filter;
  return all([
    knownOn !== undefined && sql`false`,
    period !== undefined && sql`s.period = ${period}`,
    from !== undefined && sql`s.started_at >= ${toIso(from)}::timestamptz`,
    to !== undefined && sql`s.started_at < ${toIso(to)}::timestamptz`,
    component !== undefined && (component === unmappedKey ? sql`s.component_id is null` : sql`c.key = ${component}`),
    team !== undefined && sql`t.key = ${team}`,
    tier !== undefined && sql`tier.tier = ${tier}::smallint`,
    customer !== undefined && sql`exists (select from ${contractsOf} and cu.key = ${customer})`,
    source !== undefined && sql`src.key = ${source}`,
    status === "open" && sql`s.ended_at is null and not s.is_void`,
    status === "final" && sql`s.ended_at is not null and not s.is_void`,
    status === "void" && sql`s.is_void`,
    incidentId !== undefined && sql`s.incident_id = ${incidentId}::uuid`,
  ]);
}

/** Contracts `ct` of customers `cu` that hold the component of a segment when it begins. */
export const contractsOf = sql`contracts ct join customers cu on cu.id = ct.customer_id
  where ct.body -> 'components' ? c.key and ct.valid_from <= s.started_at and (ct.valid_to is null or s.started_at < ct.valid_to)`;

function all(conditions: (SQL | false)[]): SQL {
  const given = conditions.filter((condition) => condition !== false);
  return given.length === 0 ? sql`true` : sql.join(given, sql` and `);
}
