import type {
  AssignedFact,
  EpochMs,
  IncidentInterval,
  LedgerEntry,
  Period,
  Severity,
  TimeBasis,
} from "@signalbox/core";
import { toIso } from "@signalbox/core";
import { manualSourceKey } from "../../commands/source/ensure-manual-source.ts";
import { type Reader, selectRows } from "../../doors/select-rows.ts";
import { type SQL, sql } from "../../drizzle.ts";
import { readInstant } from "../../schema/column-types.ts";
import type { ReceivedDelivery } from "../process/lock-received-deliveries.ts";
import { unmappedComponent } from "./ledger-intervals.ts";

/** An event as it is stored, as far as the ledger rests on it. */
export interface StoredEvent {
  deliveryId: string;
  ordinal: number;
  receivedAt: EpochMs;
  isManual: boolean;
  /** A person has taken a new reading in its place. */
  isSuperseded: boolean;
  type: string;
  correlationKey: string;
  occurredAt: EpochMs;
  basis: TimeBasis;
  startedAt: EpochMs | null;
  severity: Severity;
  incidentId: string | null;
  monitor: { id: string; name: string } | null;
  normaliserVersion: number;
}

export type DeliveryToVerify = ReceivedDelivery & {
  isBodyIntact: boolean;
  state: string;
  sourceKey: string;
  events: StoredEvent[];
};

/** The next deliveries by receipt whose bodies are kept, each with the events that were read from it. */
export async function loadDeliveriesToVerify(
  reader: Reader,
  page: { since: EpochMs; after: { receivedAt: EpochMs; id: string } | null; limit: number },
): Promise<DeliveryToVerify[]> {
  type Row = {
    id: string;
    source_id: number;
    received_at: string;
    state: string;
    source_key: string;
    headers: [string, string][] | null;
    query: string | null;
    body: Buffer | null;
    is_intact: boolean | null;
  };
  const after =
    page.after === null
      ? sql`true`
      : sql`(d.received_at, d.id) > (${toIso(page.after.receivedAt)}::timestamptz, ${page.after.id}::uuid)`;
  const rows = await selectRows<Row>(
    reader,
    sql`select d.id, d.source_id, d.received_at, d.state, s.key as source_key, b.headers, b.query, b.body,
          sha256(b.body) = d.body_sha256 as is_intact
        from (select * from deliveries d where d.received_at >= ${toIso(page.since)}::timestamptz and ${after} and d.state <> 'received'
              order by d.received_at, d.id limit ${page.limit}) d
        join sources s on s.id = d.source_id
        left join lateral (
          select headers, query, body from delivery_bodies own
          where own.received_at = d.received_at and own.delivery_id = d.id offset 0) b on true
        order by d.received_at, d.id`,
  );
  if (rows.length === 0) return [];
  const times = sql.param(rows.map((row) => row.received_at));
  const ids = sql.param(rows.map((row) => row.id));
  const events = await readEvents(
    reader,
    sql`e.received_at = any(${times}::timestamptz[]) and e.delivery_id = any(${ids}::uuid[])`,
  );
  const eventsOf = Map.groupBy(events, (event) => event.deliveryId);
  return rows.map((row) => ({
    id: row.id,
    sourceId: row.source_id,
    sourceKey: row.source_key,
    receivedAt: readInstant(row.received_at),
    state: row.state,
    headers: row.headers ?? [],
    query: row.query,
    body: row.body,
    hasFailedBefore: false,
    isBodyIntact: row.body === null || row.is_intact === true,
    events: (eventsOf.get(row.id) ?? []).sort((a, b) => a.ordinal - b.ordinal),
  }));
}

/** One key with all that its incidents rest on. */
export interface KeyToVerify {
  sourceId: number;
  sourceKey: string;
  correlationKey: string;
  events: StoredEvent[];
  facts: (AssignedFact & { firstReceivedAt: EpochMs })[];
  incidents: {
    id: string;
    componentId: number | null;
    componentKey: string | null;
    /** A person said so: by hand, by mapping its monitor, or by an adjustment. */
    isComponentSaid: boolean;
    intervals: Pick<IncidentInterval, "startedAt" | "endedAt" | "severity">[];
  }[];
}

/** The next keys that were heard of since an instant. */
export async function loadKeysToVerify(
  reader: Reader,
  page: { since: EpochMs; after: { sourceId: number; correlationKey: string } | null; limit: number },
): Promise<KeyToVerify[]> {
  const after =
    page.after === null
      ? sql`true`
      : sql`(k.source_id, k.correlation_key) > (${page.after.sourceId}::integer, ${page.after.correlationKey})`;
  const keys = await selectRows<{ s: number; k: string; source: string }>(
    reader,
    sql`select k.source_id as s, k.correlation_key as k, src.key as source from incident_keys k join sources src on src.id = k.source_id
        where k.last_seen_at >= ${toIso(page.since)}::timestamptz and ${after}
        order by k.source_id, k.correlation_key limit ${page.limit}`,
  );
  if (keys.length === 0) return [];
  const given = sql`json_to_recordset(${JSON.stringify(keys)}::json) as r(s integer, k text)`;
  const events = await readEvents(
    reader,
    sql`e.superseded_at is null and e.type <> 'test' and (e.source_id, e.correlation_key) in (select s, k from ${given})`,
  );
  const facts = await selectRows<FactRow>(
    reader,
    sql`select f.source_id, f.correlation_key, f.occurred_at, f.kind, f.severity, f.time_basis, f.incident_id, f.first_received_at
        from ${given} join incident_facts f on f.source_id = r.s and f.correlation_key = r.k and f.superseded_at is null`,
  );
  const incidents = await selectRows<IncidentRow>(
    reader,
    sql`select i.id, i.source_id, i.correlation_key, i.component_id, c.key as component_key,
          src.key = ${manualSourceKey} or exists (select from ledger_adjustments a where a.incident_id = i.id and a.verdict = 'component')
            or exists (select from journal j where j.subject_kind = 'incident' and j.subject_id = i.id::text
              and j.verb = 'incident.component-named') as is_said,
          (select coalesce(jsonb_agg(jsonb_build_object('startedAt', v.started_at, 'endedAt', v.ended_at, 'severity', v.severity)
            order by v.ordinal), '[]') from incident_intervals v where v.incident_id = i.id) as intervals
        from ${given} join incidents i on i.source_id = r.s and i.correlation_key = r.k
          join sources src on src.id = i.source_id left join components c on c.id = i.component_id`,
  );
  const nameOf = (s: number, k: string) => `${s} ${k}`;
  const eventsOf = Map.groupBy(events, (event) => nameOf(event.sourceId, event.correlationKey));
  const factsOf = Map.groupBy(facts, (row) => nameOf(row.source_id, row.correlation_key));
  const incidentsOf = Map.groupBy(incidents, (row) => nameOf(row.source_id, row.correlation_key));
  return keys.map(({ s, k, source }) => ({
    sourceId: s,
    sourceKey: source,
    correlationKey: k,
    events: eventsOf.get(nameOf(s, k)) ?? [],
    facts: (factsOf.get(nameOf(s, k)) ?? []).map((row) => ({
      at: readInstant(row.occurred_at),
      kind: row.kind,
      severity: row.severity,
      basis: row.time_basis,
      mark: null,
      incidentId: row.incident_id,
      firstReceivedAt: readInstant(row.first_received_at),
    })),
    incidents: (incidentsOf.get(nameOf(s, k)) ?? []).map((row) => ({
      id: row.id,
      componentId: row.component_id,
      componentKey: row.component_key,
      isComponentSaid: row.is_said,
      intervals: row.intervals.map(({ startedAt, endedAt, severity }) => ({
        startedAt: Date.parse(startedAt),
        endedAt: endedAt === null ? null : Date.parse(endedAt),
        severity,
      })),
    })),
  }));
}

interface FactRow {
  source_id: number;
  correlation_key: string;
  occurred_at: string;
  kind: AssignedFact["kind"];
  severity: Severity;
  time_basis: TimeBasis;
  incident_id: string | null;
  first_received_at: string;
}

interface IncidentRow {
  id: string;
  source_id: number;
  correlation_key: string;
  component_id: number | null;
  component_key: string | null;
  is_said: boolean;
  intervals: { startedAt: string; endedAt: string | null; severity: Severity }[];
}

async function readEvents(reader: Reader, where: SQL): Promise<(StoredEvent & { sourceId: number })[]> {
  type Row = {
    received_at: string;
    delivery_id: string;
    ordinal: number;
    manual_act_id: string | null;
    is_superseded: boolean;
    source_id: number;
    correlation_key: string;
    type: string;
    occurred_at: string;
    time_basis: TimeBasis;
    started_at: string | null;
    severity: Severity;
    incident_id: string | null;
    monitor_external_id: string | null;
    monitor_name: string | null;
    normaliser_version: number;
  };
  const rows = await selectRows<Row>(
    reader,
    sql`select e.received_at, e.delivery_id, e.ordinal, e.manual_act_id, e.source_id, e.correlation_key, e.type, e.occurred_at,
          e.time_basis, e.started_at, e.severity, e.incident_id, e.monitor_external_id, e.monitor_name, e.normaliser_version,
          e.superseded_at is not null as is_superseded
        from events e where ${where}`,
  );
  return rows.map((row) => ({
    sourceId: row.source_id,
    deliveryId: row.delivery_id,
    ordinal: row.ordinal,
    receivedAt: readInstant(row.received_at),
    isManual: row.manual_act_id !== null,
    isSuperseded: row.is_superseded,
    type: row.type,
    correlationKey: row.correlation_key,
    occurredAt: readInstant(row.occurred_at),
    basis: row.time_basis,
    startedAt: row.started_at === null ? null : readInstant(row.started_at),
    severity: row.severity,
    incidentId: row.incident_id,
    monitor: row.monitor_external_id === null ? null : { id: row.monitor_external_id, name: row.monitor_name ?? "" },
    normaliserVersion: row.normaliser_version,
  }));
}

/** How much there is to verify since an instant. */
export async function countToVerify(
  reader: Reader,
  since: { bodies: EpochMs; events: EpochMs },
): Promise<{ deliveries: number; keys: number }> {
  const [row] = await selectRows<{ deliveries: number; keys: number }>(
    reader,
    sql`select (select count(*)::int from deliveries where received_at >= ${toIso(since.bodies)}::timestamptz) as deliveries,
          (select count(*)::int from incident_keys where last_seen_at >= ${toIso(since.events)}::timestamptz) as keys`,
  );
  return row!;
}

/** Every component (0: unmapped) that has lines, documents or incidents. */
export async function listComponentIdsOfLedger(reader: Reader): Promise<number[]> {
  const rows = await selectRows<{ id: number }>(
    reader,
    sql`select distinct coalesce(component_id, ${unmappedComponent}) as id from incidents where origin = 'real'
        union select coalesce(component_id, ${unmappedComponent}) from ledger_segments
        union select coalesce(component_id, ${unmappedComponent}) from ledger_postings order by 1`,
  );
  return rows.map(({ id }) => id);
}

/** Ids of the stored lines of a component. */
export async function listStoredSegmentIds(reader: Reader, componentId: number): Promise<string[]> {
  const whose =
    componentId === unmappedComponent ? sql`component_id is null` : sql`component_id = ${componentId}::integer`;
  const rows = await selectRows<{ id: string }>(reader, sql`select id::text from ledger_segments where ${whose}`);
  return rows.map(({ id }) => id);
}

/** Documents of a month by number, some at a time. */
export async function listPostingsOf(
  reader: Reader,
  postedPeriod: Period,
  page: { after: number; limit: number },
): Promise<{ documentNo: number; entry: LedgerEntry }[]> {
  const rows = await selectRows<{ document_no: number; entry: LedgerEntry }>(
    reader,
    sql`select document_no, entry from ledger_postings where posted_period = ${postedPeriod} and document_no > ${page.after}::integer
        order by document_no limit ${page.limit}`,
  );
  return rows.map(({ document_no, entry }) => ({ documentNo: document_no, entry }));
}
