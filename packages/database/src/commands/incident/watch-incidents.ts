import { type EpochMs, toIso } from "@signalbox/core";
import { selectRows } from "../../doors/select-rows.ts";
import type { Tx } from "../../doors/transaction.ts";
import { sql } from "../../drizzle.ts";
import { readInstant } from "../../schema/column-types.ts";

const atOnceMax = 500;

/** An incident as those who ask about it name it. */
export interface WatchedIncident {
  id: string;
  title: string;
  source: string;
  correlationKey: string;
  /** The sender's id of its monitor. */
  monitor: string | null;
}

/** Ends the flapping of incidents that are over and whose monitors have been calm. One that somebody works on just now waits
 *  for the next time. */
export async function endFlapping(tx: Tx, now: EpochMs): Promise<WatchedIncident[]> {
  const at = toIso(now);
  return selectRows<WatchedIncident>(
    tx,
    sql`with calm as (
          select id from incidents where flapping and flapping_until <= ${at}::timestamptz and status = 'resolved'
          order by id limit ${atOnceMax} for update skip locked)
        update incidents i set flapping = false, flapping_since = null, flapping_until = null, flaps_with = null,
          version = i.version + 1, updated_at = ${at}::timestamptz
        from calm, sources s where i.id = calm.id and s.id = i.source_id
        returning i.id, i.title, s.key as source, i.correlation_key as "correlationKey",
          (select m.external_id from monitors m where m.id = i.monitor_id) as monitor`,
  );
}

/** Those of the monitors (or keys, where the sender names none) of which an incident still flaps. */
export async function findFlapping(tx: Tx, incidents: readonly WatchedIncident[]): Promise<WatchedIncident[]> {
  if (incidents.length === 0) return [];
  const sources = sql.param([...new Set(incidents.map((one) => one.source))]);
  return selectRows<WatchedIncident>(
    tx,
    sql`select i.id, i.title, s.key as source, i.correlation_key as "correlationKey", m.external_id as monitor
        from incidents i join sources s on s.id = i.source_id left join monitors m on m.id = i.monitor_id
        where i.flapping and s.key = any(${sources}::text[])`,
  );
}

export interface StaleIncident extends WatchedIncident {
  lastHeardAt: EpochMs;
}

/**
 * Marks unresolved incidents whose key was not heard of since `cutoff` of its source, each once. A delivery that came again
 * counts as a word, although it starts nothing. Locks the keys; one that is worked on just now waits for the next time.
 */
export async function markStale(
  tx: Tx,
  sources: readonly { sourceId: number; cutoff: EpochMs }[],
  now: EpochMs,
): Promise<StaleIncident[]> {
  if (sources.length === 0) return [];
  const given = sources.map(({ sourceId, cutoff }) => ({ s: sourceId, cutoff: toIso(cutoff) }));
  type Row = WatchedIncident & { heard_at: string; cutoff: string; source_id: number };
  const silent = await selectRows<Row>(
    tx,
    sql`select i.id, i.title, s.key as source, i.source_id, i.correlation_key as "correlationKey",
          (select m.external_id from monitors m where m.id = i.monitor_id) as monitor, r.cutoff,
          greatest(k.last_seen_at, again.seen_at) as heard_at
        from json_to_recordset(${JSON.stringify(given)}::json) as r(s integer, cutoff timestamptz)
        join sources s on s.id = r.s
        join incidents i on i.source_id = r.s and i.status <> 'resolved' and i.stale_since is null
          and i.origin = 'real' and i.merged_into is null
        join incident_keys k on k.source_id = i.source_id and k.correlation_key = i.correlation_key
        left join lateral (
          select max(greatest(
            (select max(d.seen_at) from delivery_repeats d where d.delivery_id = e.delivery_id),
            (select c.last_seen_at from delivery_repeat_counts c where c.delivery_id = e.delivery_id))) as seen_at
          from events e where e.incident_id = i.id) again on true
        where k.last_seen_at < r.cutoff
        order by k.source_id, k.correlation_key collate "C" limit ${atOnceMax} for update of k skip locked`,
  );
  const heard = silent.filter((row) => readInstant(row.heard_at) >= readInstant(row.cutoff));
  await noteHeard(tx, heard);
  const stale = silent.filter((row) => !heard.includes(row));
  if (stale.length > 0) {
    await tx.execute(sql`
      update incidents set stale_since = ${toIso(now)}::timestamptz, version = version + 1, updated_at = ${toIso(now)}::timestamptz
      where id = any(${sql.param(stale.map(({ id }) => id))}::uuid[])`);
  }
  return stale.map(({ heard_at, cutoff, source_id, ...row }) => ({ ...row, lastHeardAt: readInstant(heard_at) }));
}

// So that it is not looked at again before its time.
async function noteHeard(
  tx: Tx,
  heard: readonly { source_id: number; correlationKey: string; heard_at: string }[],
): Promise<void> {
  if (heard.length === 0) return;
  const rows = heard.map((row) => ({ s: row.source_id, k: row.correlationKey, at: row.heard_at }));
  await tx.execute(sql`
    update incident_keys set last_seen_at = r.at
    from json_to_recordset(${JSON.stringify(rows)}::json) as r(s integer, k text, at timestamptz)
    where source_id = r.s and correlation_key = r.k`);
}

/** Something was heard of these keys: their incidents are stale no more. Returns the keys of which one was. */
export async function clearStale(
  tx: Tx,
  keys: readonly { sourceId: number; correlationKey: string }[],
): Promise<{ sourceId: number; correlationKey: string }[]> {
  if (keys.length === 0) return [];
  const rows = keys.map((key) => ({ s: key.sourceId, k: key.correlationKey }));
  return selectRows<{ sourceId: number; correlationKey: string }>(
    tx,
    sql`update incidents i set stale_since = null
        from json_to_recordset(${JSON.stringify(rows)}::json) as r(s integer, k text)
        where i.stale_since is not null and i.source_id = r.s and i.correlation_key = r.k
        returning i.source_id as "sourceId", i.correlation_key as "correlationKey"`,
  );
}

export interface StrayResolve {
  source: string;
  correlationKey: string;
  deliveryId: string;
  ordinal: number;
  at: EpochMs;
  /** Nobody knows its key: an orphan. Else its incident had ended before. */
  isOrphan: boolean;
}

/** Looks, each once, at resolves that were received before `before` and ended nothing. */
export async function judgeStrayResolves(tx: Tx, before: EpochMs, now: EpochMs): Promise<StrayResolve[]> {
  type Row = Omit<StrayResolve, "at"> & { at: string };
  const rows = await selectRows<Row>(
    tx,
    sql`with stray as (
          select f.source_id, f.correlation_key, f.occurred_at, f.kind, f.severity, f.time_basis,
            k.current_incident_id is null as is_orphan
          from incident_facts f
          join incident_keys k on k.source_id = f.source_id and k.correlation_key = f.correlation_key
          where f.kind = 'resolved' and f.incident_id is null and f.judged_at is null and f.superseded_at is null
            and f.first_received_at <= ${toIso(before)}::timestamptz
          order by f.source_id, f.correlation_key collate "C", f.occurred_at limit ${atOnceMax} for update of k skip locked)
        update incident_facts f set judged_at = ${toIso(now)}::timestamptz
        from stray, sources s
        where f.source_id = stray.source_id and f.correlation_key = stray.correlation_key
          and f.occurred_at = stray.occurred_at and f.kind = stray.kind and f.severity = stray.severity
          and f.time_basis = stray.time_basis and s.id = f.source_id
        returning s.key as source, f.correlation_key as "correlationKey", f.delivery_id as "deliveryId", f.ordinal,
          f.occurred_at as at, stray.is_orphan as "isOrphan"`,
  );
  return rows.map((row) => ({ ...row, at: readInstant(row.at) }));
}
