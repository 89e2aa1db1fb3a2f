import type { LedgerRow } from "@signalbox/core";
import { type Reader, selectRows } from "../../doors/select-rows.ts";
import { type SQL, sql } from "../../drizzle.ts";
import { readInstant } from "../../schema/column-types.ts";
import { contractsOf, type LedgerFilter, segmentsOf, segmentsWhere } from "./ledger-filter.ts";

/** A segment with what stands beside it, and its id. */
export type SegmentRow = LedgerRow & { id: string; part: number; componentId: number | null };

/** Lines by their ids, in the order of the export. */
export async function listRowsOfSegments(reader: Reader, ids: readonly string[]): Promise<SegmentRow[]> {
  const rows = await selectRows<RawRow>(
    reader,
    sql`${selectSegmentRows({}, sql`s.id = any(${sql.param([...ids])}::bigint[])`)} ${inOrder}`,
  );
  return rows.map(readSegmentRow);
}

/** A row of `selectSegmentRows` as the driver gives it. */
export interface RawRow extends Record<string, unknown> {
  started_at: string;
  ended_at: string | null;
  counted_until: string;
}

export const inOrder = sql`order by s.started_at, s.incident_id, s.part, s.impact`;

/** The segments of a filter in the order of the export. */
export function selectSegmentsInOrder(filter: LedgerFilter): SQL {
  return sql`${selectSegmentRows(filter, segmentsWhere(filter))} ${inOrder}`;
}

/** What held for the component when the line began stands beside it. */
export function selectSegmentRows(of: Pick<LedgerFilter, "counted">, condition: SQL): SQL {
  return sql`
    select s.id, s.component_id, s.incident_id, s.period, s.part, c.key as component_key, c.name as component_name, tier.tier, t.key as team,
      c.cost_centre, c.gl_account, i.title, src.key as source, s.severity, s.impact, s.started_at, s.ended_at, s.counted_until,
      s.time_basis, s.gross_ms, s.excluded_ms, s.overlap_ms, s.net_ms, s.weight, s.weighted_ms, s.rate_per_minute, s.currency,
      s.cost_minor, target.sla_target is not null as has_target, s.marks, s.is_void, s.policy_version,
      (select coalesce(jsonb_agg(distinct cu.key), '[]') from ${contractsOf}) as customers,
      (select coalesce(jsonb_agg(o.external_id order by o.opened_at, o.id), '[]') from obligation_incidents oi
        join obligations o on o.id = oi.obligation_id
        where oi.incident_id = s.incident_id and o.kind = 'ticket' and o.external_id is not null) as ticket_refs
    from ${segmentsWithNames(of)} where ${condition}`;
}

function held(table: string): SQL {
  return sql.raw(`${table}.component_id = s.component_id and ${table}.valid_from <= s.started_at
    and (${table}.valid_to is null or s.started_at < ${table}.valid_to)`);
}

/** Segments `s` with incident `i`, source `src`, component `c`, its `tier`, `target` and team `t` as they held then. */
export function segmentsWithNames(of: Pick<LedgerFilter, "counted">): SQL {
  return sql`${segmentsOf(of)}
  join incidents i on i.id = s.incident_id
  join sources src on src.id = i.source_id
  left join components c on c.id = s.component_id
  left join component_tiers tier on ${held("tier")}
  left join component_owners owner on ${held("owner")}
  left join teams t on t.id = owner.team_id
  left join component_targets target on ${held("target")}`;
}

export function readSegmentRow(raw: RawRow): SegmentRow {
  const text = (name: string) => raw[name] as string;
  const textOrNull = (name: string) => raw[name] as string | null;
  return {
    id: String(raw.id),
    componentId: raw.component_id === null ? null : Number(raw.component_id),
    incidentId: text("incident_id"),
    period: text("period"),
    part: Number(raw.part),
    componentKey: textOrNull("component_key"),
    componentName: textOrNull("component_name"),
    tier: raw.tier === null ? null : Number(raw.tier),
    team: textOrNull("team"),
    costCentre: textOrNull("cost_centre"),
    glAccount: textOrNull("gl_account"),
    title: text("title"),
    source: text("source"),
    severity: text("severity") as LedgerRow["severity"],
    impact: text("impact") as LedgerRow["impact"],
    startedAt: readInstant(raw.started_at),
    endedAt: raw.ended_at === null ? null : readInstant(raw.ended_at),
    countedUntil: readInstant(raw.counted_until),
    timeBasis: text("time_basis"),
    grossMs: Number(raw.gross_ms),
    excludedMs: Number(raw.excluded_ms),
    overlapMs: Number(raw.overlap_ms),
    netMs: Number(raw.net_ms),
    weight: text("weight"),
    weightedMs: text("weighted_ms"),
    ratePerMinute: textOrNull("rate_per_minute"),
    currency: textOrNull("currency"),
    costMinor: raw.cost_minor === null ? null : BigInt(text("cost_minor")),
    hasTarget: raw.has_target === true,
    customers: raw.customers as string[],
    ticketRefs: raw.ticket_refs as string[],
    marks: raw.marks as string[],
    isVoid: raw.is_void === true,
    policyVersion: Number(raw.policy_version),
  };
}
