import { type AssignedFact, type EpochMs, type Severity, type TimeBasis, type TimeMark, toIso } from "@signalbox/core";
import type { LedgerMark } from "../../commands/ledger/mark-components-dirty.ts";
import { type Reader, selectRows } from "../../doors/select-rows.ts";
import { sql } from "../../drizzle.ts";
import { readInstant } from "../../schema/column-types.ts";
import { bounds } from "./ledger-intervals.ts";

/** A real incident that may have been down within a time, as far as an instant knew. */
export interface KnownIncident {
  id: string;
  sourceId: number;
  correlationKey: string;
  /** The component that it had at the instant; null: none. */
  componentId: number | null;
}

/** Incidents that are down within a span by what is known today, and those that were changed since: what was known of these
 *  their statements tell. */
export async function listIncidentsKnown(reader: Reader, span: LedgerMark, knownOn: EpochMs): Promise<KnownIncident[]> {
  const [from, to] = bounds(span);
  const at = sql`${toIso(knownOn)}::timestamptz`;
  type Row = { id: string; source_id: number; correlation_key: string; component_id: number | null };
  const rows = await selectRows<Row>(
    reader,
    sql`select i.id, i.source_id, i.correlation_key,
          case when changed.at is null then i.component_id else changed.before end as component_id
        from incidents i left join lateral (
          select at, before from (
            select coalesce(a.approved_at, a.at) as at, a.from_value::integer as before from ledger_adjustments a
            where a.incident_id = i.id and a.verdict = 'component' and (a.approved_at is not null or not a.needs_approval)
            union all
            select j.at, null from journal j where j.subject_kind = 'incident' and j.subject_id = i.id::text
              and j.verb = 'incident.component-named') change
          where change.at > ${at} order by change.at limit 1) changed on true
        where i.origin = 'real'
          and ((i.opened_at <= ${to} and coalesce(i.resolved_at, 'infinity'::timestamptz) >= ${from}) or i.updated_at > ${at})`,
  );
  return rows.map((row) => ({
    id: row.id,
    sourceId: row.source_id,
    correlationKey: row.correlation_key,
    componentId: row.component_id,
  }));
}

export type KnownFact = AssignedFact & { sourceId: number; correlationKey: string; receivedAt: EpochMs };

/** What was known of these keys at an instant. */
export async function listFactsKnown(
  reader: Reader,
  keys: readonly { sourceId: number; correlationKey: string }[],
  knownOn: EpochMs,
): Promise<KnownFact[]> {
  const at = sql`${toIso(knownOn)}::timestamptz`;
  type Row = {
    source_id: number;
    correlation_key: string;
    occurred_at: string;
    kind: AssignedFact["kind"];
    severity: Severity;
    time_basis: TimeBasis;
    marked: TimeMark | null;
    incident_id: string | null;
    first_received_at: string;
  };
  const given = JSON.stringify(keys.map(({ sourceId, correlationKey }) => ({ s: sourceId, k: correlationKey })));
  const rows = await selectRows<Row>(
    reader,
    sql`select f.source_id, f.correlation_key, f.occurred_at, f.kind, f.severity, f.time_basis, f.marked, f.incident_id,
          f.first_received_at
        from json_to_recordset(${given}::json) as r(s integer, k text)
          join incident_facts f on f.source_id = r.s and f.correlation_key = r.k
        where coalesce(f.known_at, f.first_received_at) <= ${at} and (f.superseded_at is null or f.superseded_at > ${at})`,
  );
  return rows.map((row) => ({
    sourceId: row.source_id,
    correlationKey: row.correlation_key,
    at: readInstant(row.occurred_at),
    kind: row.kind,
    severity: row.severity,
    basis: row.time_basis,
    mark: row.marked,
    incidentId: row.incident_id,
    receivedAt: readInstant(row.first_received_at),
  }));
}
