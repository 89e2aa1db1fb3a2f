import { type ActionKind, type EpochMs, type LinkState, type LinkVerb, toIso } from "@signalbox/core";
import type { Tx } from "../../doors/transaction.ts";
import { sql } from "../../drizzle.ts";

/** One thing to be done outside, as rules or a settlement ordered it. */
export interface NewAction {
  id: string;
  madeAt: EpochMs;
  incidentId: string;
  /** Null for what opens nothing outside; else its place in the chain is `ordinal`. */
  obligationId: string | null;
  ordinal: number | null;
  kind: ActionKind;
  verb: LinkVerb | "send";
  connectionId: number;
  ruleSetId: number | null;
  ruleKey: string | null;
  event: { receivedAt: EpochMs; deliveryId: string; ordinal: number };
  fields: object;
  state: LinkState;
  reason: string | null;
  /** When it may start. */
  dueAt: EpochMs;
  idempotencyKey: string;
  finishedAt: EpochMs | null;
}

export async function insertActions(tx: Tx, actions: readonly NewAction[], now: EpochMs): Promise<void> {
  if (actions.length === 0) return;
  const rows = actions.map((action) => ({
    id: action.id,
    made_at: toIso(action.madeAt),
    incident_id: action.incidentId,
    obligation_id: action.obligationId,
    ordinal: action.ordinal,
    kind: action.kind,
    verb: action.verb,
    connection_id: action.connectionId,
    rule_set_id: action.ruleSetId,
    rule_key: action.ruleKey,
    received_at: toIso(action.event.receivedAt),
    delivery_id: action.event.deliveryId,
    event_ordinal: action.event.ordinal,
    fields: action.fields,
    state: action.state,
    reason: action.reason,
    due_at: toIso(action.dueAt),
    idempotency_key: action.idempotencyKey,
    finished_at: action.finishedAt === null ? null : toIso(action.finishedAt),
  }));
  await tx.execute(sql`
    insert into actions (id, made_at, incident_id, obligation_id, ordinal, kind, verb, connection_id, rule_set_id, rule_key,
      event_received_at, event_delivery_id, event_ordinal, fields, state, reason, due_at, next_try_at, idempotency_key,
      finished_at, updated_at)
    select id, made_at, incident_id, obligation_id, ordinal, kind, verb, connection_id, rule_set_id, rule_key,
      received_at, delivery_id, event_ordinal, fields, state, reason, due_at, due_at, idempotency_key, finished_at,
      ${toIso(now)}::timestamptz
    from json_to_recordset(${JSON.stringify(rows)}::json) as r(id uuid, made_at timestamptz, incident_id uuid,
      obligation_id uuid, ordinal integer, kind text, verb text, connection_id integer, rule_set_id integer, rule_key text,
      received_at timestamptz, delivery_id uuid, event_ordinal integer, fields jsonb, state text, reason text,
      due_at timestamptz, idempotency_key text, finished_at timestamptz)`);
}

/** Cancels actions that were not sent. The caller holds the locks of their obligations. */
export async function cancelActions(tx: Tx, ids: readonly string[], reason: string, now: EpochMs): Promise<void> {
  if (ids.length === 0) return;
  await tx.execute(sql`
    update actions set state = 'cancelled', reason = ${reason}, finished_at = ${toIso(now)}, updated_at = ${toIso(now)}
    where id = any(${sql.param([...ids])}::uuid[]) and state in ('waiting', 'needs_approval')`);
}

/** Cancels what incidents ordered that opens nothing and has not begun: what is held back, and what waits for a yes; nobody is
 *  asked for one any more, and one that was given is worth nothing. */
export async function cancelHeldActions(
  tx: Tx,
  incidentIds: readonly string[],
  reason: string,
  now: EpochMs,
): Promise<void> {
  if (incidentIds.length === 0) return;
  await tx.execute(sql`
    with cancelled as (
      update actions set state = 'cancelled', reason = ${reason}, finished_at = ${toIso(now)}, updated_at = ${toIso(now)}
      where incident_id = any(${sql.param([...incidentIds])}::uuid[]) and obligation_id is null
        and ((state = 'waiting' and tries = 0 and (due_at > made_at or kind = 'remediate')) or state = 'needs_approval')
      returning id, kind)
    update approvals set status = 'void', decided_at = ${toIso(now)}, reason = 'the incident was resolved meanwhile'
    from cancelled where cancelled.kind = 'remediate' and approvals.action_id = cancelled.id and approvals.status = 'pending'`);
}
