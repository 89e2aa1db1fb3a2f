import { type EpochMs, type Segment, toIso, toIsoOrNull, trimDecimal, weightedMilliseconds } from "@signalbox/core";
import { selectRows } from "../../doors/select-rows.ts";
import type { Tx } from "../../doors/transaction.ts";
import { type SQL, sql } from "../../drizzle.ts";
import type { CountedLines } from "../../queries/ledger/ledger-filter.ts";
import { bounds } from "../../queries/ledger/ledger-intervals.ts";
import type { LedgerMark } from "./mark-components-dirty.ts";

/** Whose lines: a component's whose whole segments lie within a time, or those that some incidents have without one. */
export type SegmentScope = { componentId: number; within: LedgerMark } | { unmappedIncidents: readonly string[] };

const rowsPerStatement = 1_000;

/** Brings the lines of a scope to `segments`: what is equal stays as it is, with its id. Returns how many rows were touched.
 *  @param keptUntil running lines that are counted up to this instant or less stay too, where only that has grown */
export async function writeSegments(
  tx: Tx,
  scope: SegmentScope,
  segments: readonly Segment[],
  { settledAt, keptUntil }: { settledAt: EpochMs; keptUntil: EpochMs | null },
): Promise<number> {
  const stored = await selectRows<{ id: string; line: Record<string, unknown> }>(
    tx,
    sql`select id, to_jsonb(s) - 'id' - 'component_id' - 'settled_at' || jsonb_build_object('weight', trim_scale(weight)::text,
          'weighted_ms', trim_scale(weighted_ms)::text, 'rate_per_minute', trim_scale(rate_per_minute)::text,
          'cost_minor', cost_minor::text) as line
        from ledger_segments s where ${whose(scope)}`,
  );
  const read = stored.map(({ id, line }) => ({ id, row: readStored(line) }));
  const left = Map.groupBy(read, ({ row }) => nameOf(row, keptUntil));
  const missing = segments.map(rowOf).filter((row) => {
    const isThere = left.get(identityOf(row))?.pop() ?? left.get(runningNameOf(row))?.pop();
    return isThere === undefined;
  });
  const stale = [...left.values()].flat().map(({ id }) => id);
  if (stale.length > 0) {
    await tx.execute(sql`delete from ledger_segments where id = any(${sql.param(stale)}::bigint[])`);
  }
  const componentId = "componentId" in scope ? scope.componentId : null;
  for (let at = 0; at < missing.length; at += rowsPerStatement) {
    await insertRows(tx, componentId, missing.slice(at, at + rowsPerStatement), settledAt);
  }
  return stale.length + missing.length;
}

/** Segments as lines that are read like stored ones, and stand nowhere. */
export function countedLines(segments: readonly { componentId: number | null; segment: Segment }[]): CountedLines {
  const rows = segments.map(({ componentId, segment }, index) => ({
    id: index + 1,
    component_id: componentId,
    ...rowOf(segment),
  }));
  return JSON.stringify(rows) as CountedLines;
}

/** Adds lines whatever stands there. Returns their ids in the same order. */
export async function insertSegments(
  tx: Tx,
  componentId: number | null,
  segments: readonly Segment[],
  settledAt: EpochMs,
): Promise<string[]> {
  return insertRows(tx, componentId, segments.map(rowOf), settledAt);
}

export async function deleteSegments(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.execute(sql`delete from ledger_segments where id = any(${sql.param([...ids])}::bigint[])`);
}

function whose(scope: SegmentScope): SQL {
  if ("unmappedIncidents" in scope) {
    return sql`component_id is null and incident_id = any(${sql.param([...scope.unmappedIncidents])}::uuid[])`;
  }
  const [from, to] = bounds(scope.within);
  return sql`component_id = ${scope.componentId}::integer and coalesce(whole_to, 'infinity'::timestamptz) <= ${to}
    and coalesce(whole_to, 'infinity'::timestamptz) >= ${from} and whole_from >= ${from}`;
}

type Row = ReturnType<typeof rowOf>;

function rowOf(s: Segment) {
  return {
    incident_id: s.incidentId,
    period: s.period,
    part: s.part,
    severity: s.severity,
    impact: s.impact,
    started_at: toIso(s.startedAt),
    ended_at: toIsoOrNull(s.endedAt),
    counted_until: toIso(s.countedUntil),
    time_basis: s.basis,
    gross_ms: s.grossMs,
    excluded_ms: s.excludedMs,
    overlap_ms: s.overlapMs,
    net_ms: s.netMs,
    weight: trimDecimal(s.weight),
    weighted_ms: weightedMilliseconds(s),
    rate_per_minute: s.ratePerMinute === null ? null : trimDecimal(s.ratePerMinute),
    currency: s.currency,
    cost_minor: s.costMinor?.toString() ?? null,
    policy_version: s.policyVersion,
    whole_from: toIso(s.wholeFrom),
    whole_to: toIsoOrNull(s.wholeTo),
    marks: [...s.marks],
    is_void: s.isVoid,
  };
}

/** A stored line in the form in which new ones are compared. */
function readStored(line: Record<string, unknown>): Row {
  const instants = ["started_at", "ended_at", "counted_until", "whole_from", "whole_to"];
  const read = Object.entries(line).map(([name, value]) => [
    name,
    instants.includes(name) && typeof value === "string" ? toIso(Date.parse(value)) : value,
  ]);
  return Object.fromEntries(read) as Row;
}

/** Under which a stored line stands for a new one. */
function nameOf(row: Row, keptUntil: EpochMs | null): string {
  const isKept = keptUntil !== null && row.ended_at === null && Date.parse(row.counted_until) <= keptUntil;
  return isKept ? runningNameOf(row) : identityOf(row);
}

function identityOf(row: Row): string {
  return JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A running line without what grows with time; none that has ended has it. */
function runningNameOf(row: Row): string {
  const { counted_until, gross_ms, excluded_ms, overlap_ms, net_ms, weighted_ms, cost_minor, ...rest } = row;
  return row.ended_at === null
    ? `running ${JSON.stringify(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1)))}`
    : "";
}

async function insertRows(
  tx: Tx,
  componentId: number | null,
  rows: readonly Row[],
  settledAt: EpochMs,
): Promise<string[]> {
  if (rows.length === 0) return [];
  const inserted = await tx.execute<{ id: string }>(sql`
    insert into ledger_segments (incident_id, component_id, period, part, severity, impact, started_at, ended_at, counted_until,
      time_basis, gross_ms, excluded_ms, overlap_ms, net_ms, weight, weighted_ms, rate_per_minute, currency, cost_minor,
      policy_version, settled_at, whole_from, whole_to, marks, is_void)
    select incident_id, ${componentId}::integer, period, part, severity, impact, started_at, ended_at, counted_until,
      time_basis, gross_ms, excluded_ms, overlap_ms, net_ms, weight, weighted_ms, rate_per_minute, currency, cost_minor,
      policy_version, ${toIso(settledAt)}::timestamptz, whole_from, whole_to, marks, is_void
    from jsonb_populate_recordset(null::ledger_segments, ${JSON.stringify(rows)}::jsonb)
    returning id`);
  return inserted.rows.map((row) => row.id);
}
