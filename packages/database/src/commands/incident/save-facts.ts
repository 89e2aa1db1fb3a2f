import { type EpochMs, type FactKind, type Severity, type TimeBasis, type TimeMark, toIso } from "@signalbox/core";
import type { Tx } from "../../doors/transaction.ts";
import { sql } from "../../drizzle.ts";

export interface NewFact {
  sourceId: number;
  correlationKey: string;
  at: EpochMs;
  kind: FactKind;
  severity: Severity;
  basis: TimeBasis;
  mark: TimeMark | null;
  incidentId: string | null;
  /** Adds nothing: see `redundantFacts`. */
  isRedundant: boolean;
  receivedAt: EpochMs;
  deliveryId: string;
  ordinal: number;
}

/** Adds statements about keys whose locks the caller holds; one that was superseded holds again, and is known since it was
 *  first. @param knownAt since when they are known: a delivery that could not be read told nothing while it lay */
export async function insertFacts(tx: Tx, facts: readonly NewFact[], knownAt: EpochMs): Promise<void> {
  if (facts.length === 0) return;
  await tx.execute(sql`
    insert into incident_facts (source_id, correlation_key, occurred_at, kind, severity, time_basis, marked, incident_id,
      first_received_at, delivery_id, ordinal, is_redundant, known_at)
    select s, k, at, kind, severity, basis, marked, incident, received, delivery, ordinal, redundant, ${toIso(knownAt)}::timestamptz
    from json_to_recordset(${JSON.stringify(facts.map(factRow))}::json) as r(s integer, k text, at timestamptz, kind text,
      severity text, basis text, marked text, incident uuid, received timestamptz, delivery uuid, ordinal integer, redundant boolean)
    on conflict (source_id, correlation_key, occurred_at, kind, severity, time_basis) do update set
      superseded_at = null, incident_id = excluded.incident_id, marked = excluded.marked,
      first_received_at = excluded.first_received_at, delivery_id = excluded.delivery_id, ordinal = excluded.ordinal,
      is_redundant = excluded.is_redundant`);
}

export type MarkedFact = Pick<
  NewFact,
  "sourceId" | "correlationKey" | "at" | "kind" | "severity" | "basis" | "isRedundant"
>;

/** Notes of statements whether they add something to what is known up to their instant. The caller holds their keys. */
export async function markRedundantFacts(tx: Tx, facts: readonly MarkedFact[]): Promise<void> {
  if (facts.length === 0) return;
  const rows = facts.map((fact) => ({ ...factKey(fact), redundant: fact.isRedundant }));
  await tx.execute(sql`
    update incident_facts f set is_redundant = r.redundant
    from json_to_recordset(${JSON.stringify(rows)}::json)
      as r(s integer, k text, at timestamptz, kind text, severity text, basis text, redundant boolean)
    where f.source_id = r.s and f.correlation_key = r.k and f.occurred_at = r.at and f.kind = r.kind
      and f.severity = r.severity and f.time_basis = r.basis`);
}

export type AssignedLater = Pick<NewFact, "sourceId" | "correlationKey" | "at" | "kind" | "severity" | "basis"> & {
  incidentId: string;
};

/** Gives statements to the incident that they turned out to be of; the events that made them too, where they had none. */
export async function assignFacts(tx: Tx, facts: readonly AssignedLater[]): Promise<void> {
  if (facts.length === 0) return;
  const rows = facts.map((fact) => ({ ...factKey(fact), incident: fact.incidentId }));
  type Assigned = { first_received_at: string; delivery_id: string; ordinal: number; incident_id: string };
  const assigned = await tx.execute<Assigned>(sql`
    update incident_facts f set incident_id = r.incident
    from json_to_recordset(${JSON.stringify(rows)}::json)
      as r(s integer, k text, at timestamptz, kind text, severity text, basis text, incident uuid)
    where f.source_id = r.s and f.correlation_key = r.k and f.occurred_at = r.at and f.kind = r.kind
      and f.severity = r.severity and f.time_basis = r.basis
    returning f.first_received_at, f.delivery_id, f.ordinal, f.incident_id`);
  // The list of times beside the join keeps it to the months that hold them.
  const times = sql.param(assigned.rows.map((row) => row.first_received_at));
  await tx.execute(sql`
    update events e set incident_id = a.incident_id
    from json_to_recordset(${JSON.stringify(assigned.rows)}::json)
      as a(first_received_at timestamptz, delivery_id uuid, ordinal integer, incident_id uuid)
    where e.received_at = any(${times}::timestamptz[]) and e.received_at = a.first_received_at
      and e.delivery_id = a.delivery_id and e.ordinal = a.ordinal and e.incident_id is null`);
}

function factKey(fact: Pick<NewFact, "sourceId" | "correlationKey" | "at" | "kind" | "severity" | "basis">) {
  const { sourceId, correlationKey, at, kind, severity, basis } = fact;
  return { s: sourceId, k: correlationKey, at: toIso(at), kind, severity, basis };
}

function factRow(fact: NewFact) {
  return {
    ...factKey(fact),
    marked: fact.mark,
    incident: fact.incidentId,
    redundant: fact.isRedundant,
    received: toIso(fact.receivedAt),
    delivery: fact.deliveryId,
    ordinal: fact.ordinal,
  };
}
