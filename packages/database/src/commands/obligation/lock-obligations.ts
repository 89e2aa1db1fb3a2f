import type { LinkState, LinkVerb, ObligationKind, ObligationStatus } from "@signalbox/core";
import type { Tx } from "../../doors/transaction.ts";
import { sql } from "../../drizzle.ts";

export type StoredLink = {
  id: string;
  verb: LinkVerb;
  state: LinkState;
  always: boolean;
  /** Of a create or reopen: what its rule said. Else empty. */
  fields: Record<string, unknown>;
};

/** An obligation with its chain and the incidents that joined it. */
export interface StoredObligation {
  id: string;
  scopeKind: "incident" | "component";
  scopeId: string;
  connectionId: number;
  kind: ObligationKind;
  slot: string;
  occurrence: number;
  reference: string;
  externalId: string | null;
  status: ObligationStatus;
  nextOrdinal: number;
  incidentId: string;
  links: StoredLink[];
  /** Incident → whether it has ended as far as this obligation is concerned. */
  incidents: { id: string; isResolved: boolean }[];
}

/** Locks, in the order of their ids, every obligation that one of the incidents joined or that is of its scope, those of the
 *  given component scopes (of each slot the open one and the latest), and those that are named. */
export async function lockObligations(
  tx: Tx,
  of: { incidentIds: readonly string[]; componentScopes: readonly string[]; ids?: readonly string[] },
): Promise<StoredObligation[]> {
  const { incidentIds: given, componentScopes, ids: named = [] } = of;
  if (given.length === 0 && componentScopes.length === 0 && named.length === 0) return [];
  type Row = {
    id: string;
    scope_kind: "incident" | "component";
    scope_id: string;
    connection_id: number;
    kind: ObligationKind;
    slot: string;
    occurrence: number;
    reference: string;
    external_id: string | null;
    status: ObligationStatus;
    next_ordinal: number;
    incident_id: string;
  };
  const incidentIds = sql.param([...given]);
  // "array(…)" finds the ids before anything is locked. Joined to them, a row that was being changed (a call is recorded just
  // now) is looked up anew once its lock is free, and by some plans it is not found again: it would stay open for ever.
  const locked = await tx.execute<Row>(sql`
    select id, scope_kind, scope_id, connection_id, kind, slot, occurrence, reference, external_id, status, next_ordinal,
      incident_id
    from obligations where id = any(array(
      select obligation_id from obligation_incidents where incident_id = any(${incidentIds}::uuid[])
      union all
      select id from obligations where scope_kind = 'incident' and scope_id = any(${incidentIds}::uuid[]::text[])
      union all
      select o.id from obligations o where o.scope_kind = 'component' and o.scope_id = any(${sql.param([...componentScopes])}::text[])
        and (o.status = 'open' or not exists (select 1 from obligations later where later.scope_kind = o.scope_kind
          and later.scope_id = o.scope_id and later.connection_id = o.connection_id and later.kind = o.kind
          and later.slot = o.slot and later.occurrence > o.occurrence))
      union all
      select id from obligations where id = any(${sql.param([...named])}::uuid[])))
    order by id for update`);
  if (locked.rows.length === 0) return [];
  const ids = sql.param(locked.rows.map((row) => row.id));
  type Chain = { id: string; links: StoredLink[]; incidents: StoredObligation["incidents"] };
  const chains = await tx.execute<Chain>(sql`
    select o.id,
      coalesce((select json_agg(json_build_object('id', a.id, 'verb', a.verb, 'state', a.state,
          'always', coalesce((a.fields ->> 'always')::boolean, false),
          'fields', case when a.verb in ('create', 'reopen') then a.fields else '{}' end) order by a.ordinal)
        from actions a where a.obligation_id = o.id), '[]') as links,
      coalesce((select json_agg(json_build_object('id', incident_id, 'isResolved', resolved_at is not null))
        from obligation_incidents where obligation_id = o.id), '[]') as incidents
    from obligations o where o.id = any(${ids}::uuid[])`);
  const chainOf = new Map(chains.rows.map(({ id, links, incidents }) => [id, { links, incidents }]));
  return locked.rows.map((row) => ({
    id: row.id,
    scopeKind: row.scope_kind,
    scopeId: row.scope_id,
    connectionId: row.connection_id,
    kind: row.kind,
    slot: row.slot,
    occurrence: row.occurrence,
    reference: row.reference,
    externalId: row.external_id,
    status: row.status,
    nextOrdinal: row.next_ordinal,
    incidentId: row.incident_id,
    ...chainOf.get(row.id)!,
  }));
}
