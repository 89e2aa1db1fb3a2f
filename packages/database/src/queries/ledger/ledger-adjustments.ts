import { type Adjustment, type EpochMs, toIso } from "@signalbox/core";
import { type Reader, selectRows } from "../../doors/select-rows.ts";
import { type SQL, sql } from "../../drizzle.ts";
import { readInstant } from "../../schema/column-types.ts";
import { unmappedComponent } from "./ledger-intervals.ts";

/** What people decided about when the component's incidents were down; those that wait for a second person are left out. */
export async function loadAdjustmentsOf(reader: Reader, componentId: number): Promise<Adjustment[]> {
  const whose =
    componentId === unmappedComponent ? sql`i.component_id is null` : sql`i.component_id = ${componentId}::integer`;
  return readAdjustments(reader, sql`join incidents i on i.id = a.incident_id and ${whose}`);
}

/** The same of these incidents, as far as it was decided by an instant. */
export async function loadAdjustmentsKnown(
  reader: Reader,
  incidentIds: readonly string[],
  knownOn: EpochMs,
): Promise<Adjustment[]> {
  const ids = sql.param([...incidentIds]);
  return readAdjustments(
    reader,
    sql``,
    sql`a.incident_id = any(${ids}::uuid[]) and coalesce(a.approved_at, a.at) <= ${toIso(knownOn)}::timestamptz`,
  );
}

async function readAdjustments(reader: Reader, join: SQL, condition = sql`true`): Promise<Adjustment[]> {
  type Row = {
    id: string;
    incident_id: string;
    verdict: Adjustment["verdict"];
    impact: Adjustment["impact"];
    starts_at: string;
    ends_at: string;
    decided_at: string;
    reason: string;
  };
  const rows = await selectRows<Row>(
    reader,
    sql`select a.id, a.incident_id, a.verdict, a.impact, a.starts_at, a.ends_at, coalesce(a.approved_at, a.at) as decided_at, a.reason
        from ledger_adjustments a ${join}
        where a.verdict <> 'component' and a.withdrawn_at is null and (a.approved_at is not null or not a.needs_approval) and ${condition}
        order by decided_at, a.id`,
  );
  return rows.map((row) => ({
    id: row.id,
    incidentId: row.incident_id,
    verdict: row.verdict,
    impact: row.impact,
    from: readInstant(row.starts_at),
    to: readInstant(row.ends_at),
    decidedAt: readInstant(row.decided_at),
    reason: row.reason,
  }));
}
