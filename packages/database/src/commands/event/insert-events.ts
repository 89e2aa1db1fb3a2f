import {
  type EpochMs,
  type EventChange,
  type EventType,
  type Severity,
  type TimeBasis,
  toIso,
  toIsoOrNull,
} from "@signalbox/core";
import type { Tx } from "../../doors/transaction.ts";
import { sql } from "../../drizzle.ts";

/** An event as it is kept: what was reported, what it did, and what rules saw. */
export interface EventRow {
  receivedAt: EpochMs;
  /** The delivery, or the manual act. */
  deliveryId: string;
  ordinal: number;
  manualActId: string | null;
  sourceId: number;
  correlationKey: string;
  type: EventType;
  change: EventChange;
  occurredAt: EpochMs;
  timeBasis: TimeBasis;
  startedAt: EpochMs | null;
  monitorId: number | null;
  monitorExternalId: string | null;
  monitorName: string | null;
  componentId: number | null;
  incidentId: string | null;
  severity: Severity;
  summary: string;
  url: string | null;
  labels: Record<string, string>;
  drift: string[];
  /** What rules saw; null where none was asked. */
  context: object | null;
  ruleSetId: number | null;
  /** Keys of the rules that matched, and `otherwise` where it ran. */
  rulesFired: readonly string[];
  /** Keys of the rules that could not be evaluated. */
  rulesFailed: readonly string[];
  normaliserVersion: number;
}

const wordsCharactersMax = 4_096;

/** Adds events. One that is there already is an error: whoever processes a delivery holds its lock. */
export async function insertEvents(tx: Tx, events: readonly EventRow[]): Promise<void> {
  if (events.length === 0) return;
  await tx.execute(sql`
    insert into events (received_at, delivery_id, ordinal, manual_act_id, source_id, correlation_key, type, change,
      occurred_at, time_basis, started_at, monitor_id, monitor_external_id, monitor_name, component_id, incident_id, severity,
      summary, url, labels, drift, context, rule_set_id, rules_fired, rules_failed, normaliser_version, search)
    select received_at, delivery_id, ordinal, manual_act_id, source_id, correlation_key, type, change,
      occurred_at, time_basis, started_at, monitor_id, monitor_external_id, monitor_name, component_id, incident_id, severity,
      summary, url, labels, drift, context, rule_set_id, rules_fired, rules_failed, normaliser_version, to_tsvector('simple', words)
    from json_to_recordset(${JSON.stringify(events.map(eventRow))}::json) as r(received_at timestamptz, delivery_id uuid,
      ordinal integer, manual_act_id uuid, source_id integer, correlation_key text, type text, change text,
      occurred_at timestamptz, time_basis text, started_at timestamptz, monitor_id integer, monitor_external_id text,
      monitor_name text, component_id integer, incident_id uuid, severity text, summary text, url text, labels jsonb,
      drift jsonb, context jsonb, rule_set_id integer, rules_fired text[], rules_failed text[], normaliser_version integer, words text)`);
  await noteTests(tx, events);
}

async function noteTests(tx: Tx, events: readonly EventRow[]): Promise<void> {
  const lastAt = new Map<number, EpochMs>();
  for (const { type, sourceId, receivedAt } of events) {
    if (type === "test") lastAt.set(sourceId, Math.max(receivedAt, lastAt.get(sourceId) ?? 0));
  }
  // Sorted, so that two batches never wait for each other in a circle.
  for (const [sourceId, at] of [...lastAt].sort(([a], [b]) => a - b)) {
    await tx.execute(sql`
      insert into source_tests (source_id, last_at) values (${sourceId}, ${toIso(at)})
      on conflict (source_id) do update set last_at = greatest(source_tests.last_at, excluded.last_at)`);
  }
}

/** Notes the incident of an event that had none. */
export async function giveEventToIncident(
  tx: Tx,
  event: Pick<EventRow, "receivedAt" | "deliveryId" | "ordinal">,
  incidentId: string,
): Promise<void> {
  await tx.execute(sql`
    update events set incident_id = ${incidentId} where received_at = ${toIso(event.receivedAt)}
      and delivery_id = ${event.deliveryId} and ordinal = ${event.ordinal} and incident_id is null`);
}

function eventRow(event: EventRow) {
  const words = [event.summary, event.monitorName ?? "", event.monitorExternalId ?? "", event.correlationKey];
  for (const [name, value] of Object.entries(event.labels)) words.push(name, value);
  return {
    received_at: toIso(event.receivedAt),
    delivery_id: event.deliveryId,
    ordinal: event.ordinal,
    manual_act_id: event.manualActId,
    source_id: event.sourceId,
    correlation_key: event.correlationKey,
    type: event.type,
    change: event.change,
    occurred_at: toIso(event.occurredAt),
    time_basis: event.timeBasis,
    started_at: toIsoOrNull(event.startedAt),
    monitor_id: event.monitorId,
    monitor_external_id: event.monitorExternalId,
    monitor_name: event.monitorName,
    component_id: event.componentId,
    incident_id: event.incidentId,
    severity: event.severity,
    summary: event.summary,
    url: event.url,
    labels: event.labels,
    drift: event.drift.length === 0 ? null : event.drift,
    context: event.context,
    rule_set_id: event.ruleSetId,
    rules_fired: event.rulesFired,
    rules_failed: event.rulesFailed,
    normaliser_version: event.normaliserVersion,
    words: words.join(" ").slice(0, wordsCharactersMax).toWellFormed(),
  };
}
