import type { DownInterval, EpochMs } from "@signalbox/core";
import { toIso, toIsoOrNull } from "@signalbox/core";
import type { LedgerMark } from "../../commands/ledger/mark-components-dirty.ts";
import { type Reader, selectRows } from "../../doors/select-rows.ts";
import { type SQL, sql } from "../../drizzle.ts";
import { readInstant } from "../../schema/column-types.ts";

/** Stands for incidents without a component wherever a component's number is asked for. */
export const unmappedComponent = 0;

const never = sql`'infinity'::timestamptz`;

/** Whether the receipt of what began an outage is asked for: only a policy that starts there needs it. */
export interface IntervalOptions {
  withReceipt: boolean;
}

/** Intervals of the component's real incidents that overlap or touch a time. */
export async function listIntervalsTouching(
  reader: Reader,
  componentId: number,
  span: LedgerMark,
  options: IntervalOptions,
): Promise<DownInterval[]> {
  const [from, to] = bounds(span);
  const whose =
    componentId === unmappedComponent ? sql`i.component_id is null` : sql`i.component_id = ${componentId}::integer`;
  return readIntervals(
    reader,
    options,
    sql`incidents i cross join lateral (
          select * from incident_intervals v where v.incident_id = i.id
            and coalesce(v.ended_at, ${never}) >= ${from} and v.started_at <= ${to} offset 0) v
        where ${whose} and i.origin = 'real' and coalesce(i.resolved_at, ${never}) >= ${from} and i.opened_at <= ${to}`,
  );
}

/** Intervals of incidents that overlap or touch a time of each. */
export async function listIntervalsAround(
  reader: Reader,
  windows: readonly (LedgerMark & { incidentId: string })[],
  options: IntervalOptions,
): Promise<DownInterval[]> {
  if (windows.length === 0) return [];
  const given = windows.map(({ incidentId, from, to }) => ({ id: incidentId, from: toIso(from), to: toIsoOrNull(to) }));
  return readIntervals(
    reader,
    options,
    sql`json_to_recordset(${JSON.stringify(given)}::json) as r(id uuid, "from" timestamptz, "to" timestamptz)
        join incidents i on i.id = r.id
        cross join lateral (
          select * from incident_intervals v where v.incident_id = r.id
            and coalesce(v.ended_at, ${never}) >= r."from" and v.started_at <= coalesce(r."to", ${never}) offset 0) v`,
  );
}

/** Every interval of these incidents. */
export async function listIntervalsOf(
  reader: Reader,
  incidentIds: readonly string[],
  options: IntervalOptions,
): Promise<DownInterval[]> {
  const ids = sql.param([...incidentIds]);
  return readIntervals(
    reader,
    options,
    sql`incidents i join incident_intervals v on v.incident_id = i.id where i.id = any(${ids}::uuid[])`,
  );
}

export interface ComponentWithDowntime {
  /** `unmappedComponent` for incidents without one. */
  id: number;
  key: string | null;
}

/** Components that had a real incident at some time within a span, by key; incidents without one come last. */
export async function listComponentsDownIn(reader: Reader, span: LedgerMark): Promise<ComponentWithDowntime[]> {
  const [from, to] = bounds(span);
  return selectRows<ComponentWithDowntime>(
    reader,
    sql`select coalesce(c.id, ${unmappedComponent}::integer) as id, c.key
        from (select distinct component_id from incidents i where i.origin = 'real'
          and coalesce(i.resolved_at, ${never}) >= ${from} and i.opened_at <= ${to}) down
        left join components c on c.id = down.component_id order by c.key nulls last`,
  );
}

/** Which of these incidents have no component. */
export async function findUnmapped(reader: Reader, incidentIds: readonly string[]): Promise<Set<string>> {
  const ids = sql.param([...incidentIds]);
  const rows = await selectRows<{ id: string }>(
    reader,
    sql`select id from incidents where id = any(${ids}::uuid[]) and component_id is null and origin = 'real'`,
  );
  return new Set(rows.map(({ id }) => id));
}

/** Incidents without a component that have lines which overlap or touch a time. */
export async function findUnmappedSegments(reader: Reader, span: LedgerMark): Promise<string[]> {
  const [from, to] = bounds(span);
  const rows = await selectRows<{ id: string }>(
    reader,
    sql`select distinct incident_id as id from ledger_segments
        where component_id is null and coalesce(whole_to, ${never}) >= ${from} and whole_from <= ${to}`,
  );
  return rows.map(({ id }) => id);
}

export function bounds({ from, to }: LedgerMark): [from: SQL, to: SQL] {
  return [sql`${toIso(from)}::timestamptz`, to === null ? never : sql`${toIso(to)}::timestamptz`];
}

interface IntervalRow {
  incident_id: string;
  started_at: string;
  ended_at: string | null;
  severity: DownInterval["severity"];
  start_basis: DownInterval["basis"];
  marked: string | null;
  received_at: string | null;
}

async function readIntervals(reader: Reader, options: IntervalOptions, from: SQL): Promise<DownInterval[]> {
  const receipt = options.withReceipt ? receiptOfStart : sql`null`;
  const rows = await selectRows<IntervalRow>(
    reader,
    sql`select v.incident_id, v.started_at, v.ended_at, v.severity, v.start_basis, v.marked, ${receipt} as received_at from ${from}`,
  );
  return rows.map((row) => ({
    incidentId: row.incident_id,
    startedAt: readInstant(row.started_at),
    endedAt: row.ended_at === null ? null : readInstant(row.ended_at),
    severity: row.severity,
    basis: row.start_basis,
    marked: row.marked,
    receivedAt: readReceipt(row.received_at),
  }));
}

// One that goes on from another has none. Where a person said when it began, that holds.
const receiptOfStart = sql`case
  when exists (select from incident_intervals b where b.incident_id = v.incident_id and b.ordinal = v.ordinal - 1
    and b.ended_at = v.started_at) then null
  when v.start_basis = 'adjusted' then v.started_at
  else (select min(f.first_received_at) from incident_facts f
    where f.source_id = i.source_id and f.correlation_key = i.correlation_key and f.occurred_at = v.started_at
      and f.kind in ('began', 'opened') and f.superseded_at is null)
  end`;

function readReceipt(text: string | null): EpochMs | null {
  return text === null ? null : readInstant(text);
}
