import { type EpochMs, type ObligationKind, type ObligationStatus, toIso, toIsoOrNull } from "@signalbox/core";
import type { Tx } from "../../doors/transaction.ts";
import { sql } from "../../drizzle.ts";

/** What the pipeline writes of an obligation; what came from outside (its id there) it leaves alone. */
export interface ObligationRow {
  id: string;
  scopeKind: "incident" | "component";
  scopeId: string;
  connectionId: number;
  kind: ObligationKind;
  slot: string;
  occurrence: number;
  reference: string;
  status: ObligationStatus;
  statusReason: string | null;
  incidentId: string;
  teamId: number | null;
  ruleSetId: number | null;
  ruleKey: string | null;
  previousId: string | null;
  nextOrdinal: number;
  openedAt: EpochMs;
  settledAt: EpochMs | null;
}

/** Adds obligations. The partial unique index sees to it that a slot has one open at most. */
export async function insertObligations(tx: Tx, rows: readonly ObligationRow[], now: EpochMs): Promise<void> {
  if (rows.length === 0) return;
  const given = rows.map((row) => ({
    id: row.id,
    scope_kind: row.scopeKind,
    scope_id: row.scopeId,
    connection_id: row.connectionId,
    kind: row.kind,
    slot: row.slot,
    occurrence: row.occurrence,
    reference: row.reference,
    status: row.status,
    status_reason: row.statusReason,
    incident_id: row.incidentId,
    team_id: row.teamId,
    rule_set_id: row.ruleSetId,
    rule_key: row.ruleKey,
    previous_id: row.previousId,
    next_ordinal: row.nextOrdinal,
    opened_at: toIso(row.openedAt),
    settled_at: toIsoOrNull(row.settledAt),
  }));
  await tx.execute(sql`
    insert into obligations (id, scope_kind, scope_id, connection_id, kind, slot, occurrence, reference, status, status_reason,
      incident_id, team_id, rule_set_id, rule_key, previous_id, next_ordinal, opened_at, settled_at, updated_at)
    select id, scope_kind, scope_id, connection_id, kind, slot, occurrence, reference, status, status_reason,
      incident_id, team_id, rule_set_id, rule_key, previous_id, next_ordinal, opened_at, settled_at, ${toIso(now)}::timestamptz
    from json_to_recordset(${JSON.stringify(given)}::json) as r(id uuid, scope_kind text, scope_id text, connection_id integer,
      kind text, slot text, occurrence integer, reference text, status text, status_reason text, incident_id uuid,
      team_id integer, rule_set_id integer, rule_key text, previous_id uuid, next_ordinal integer, opened_at timestamptz,
      settled_at timestamptz)`);
}

/** Changes obligations whose locks the caller holds. */
export async function updateObligations(
  tx: Tx,
  rows: readonly Pick<ObligationRow, "id" | "status" | "statusReason" | "nextOrdinal" | "settledAt">[],
  now: EpochMs,
): Promise<void> {
  if (rows.length === 0) return;
  const given = rows.map((row) => ({
    id: row.id,
    status: row.status,
    reason: row.statusReason,
    next: row.nextOrdinal,
    settled_at: toIsoOrNull(row.settledAt),
  }));
  await tx.execute(sql`
    update obligations o set status = r.status, next_ordinal = r.next,
      status_reason = case when r.status = o.status then o.status_reason else r.reason end,
      settled_at = case when r.status = 'open' then null else coalesce(r.settled_at, o.settled_at) end,
      updated_at = ${toIso(now)}
    from json_to_recordset(${JSON.stringify(given)}::json) as r(id uuid, status text, reason text, next integer, settled_at timestamptz)
    where o.id = r.id`);
}

export interface JoinedIncident {
  obligationId: string;
  incidentId: string;
  joinedAt: EpochMs;
  /** When it ended as far as the obligation is concerned; null while it has not. */
  resolvedAt: EpochMs | null;
}

export async function saveJoinedIncidents(tx: Tx, rows: readonly JoinedIncident[]): Promise<void> {
  if (rows.length === 0) return;
  const given = rows.map((row) => ({
    o: row.obligationId,
    i: row.incidentId,
    joined: toIso(row.joinedAt),
    resolved: toIsoOrNull(row.resolvedAt),
  }));
  await tx.execute(sql`
    insert into obligation_incidents (obligation_id, incident_id, joined_at, resolved_at)
    select o, i, joined, resolved from json_to_recordset(${JSON.stringify(given)}::json)
      as r(o uuid, i uuid, joined timestamptz, resolved timestamptz)
    on conflict (obligation_id, incident_id) do update set resolved_at = excluded.resolved_at`);
}
