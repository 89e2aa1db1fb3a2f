import { type EpochMs, toIso } from "@signalbox/core";
import { type Reader, selectRows } from "../doors/select-rows.ts";
import { alias, and, asc, desc, eq, getTableColumns, gt, isNull, or, sql } from "../drizzle.ts";
import { readInstant } from "../schema/column-types.ts";
import { components } from "../schema/components.ts";
import { connections } from "../schema/connections.ts";
import { drillRuns, drills } from "../schema/drills.ts";
import { sources } from "../schema/sources.ts";

const pagers = alias(connections, "pagers");

/** Drills with the names of what they go through, by key. */
export async function listDrills(
  reader: Reader,
  filter: { retired: boolean; key?: string | undefined },
  page: { after: string | null; limit: number },
) {
  return reader
    .select({
      ...getTableColumns(drills),
      source: sources.key,
      connection: connections.key,
      component: components.key,
      pager: pagers.key,
    })
    .from(drills)
    .innerJoin(sources, eq(sources.id, drills.sourceId))
    .innerJoin(connections, eq(connections.id, drills.connectionId))
    .leftJoin(components, eq(components.id, drills.componentId))
    .leftJoin(pagers, eq(pagers.id, drills.pagerConnectionId))
    .where(
      and(
        filter.retired ? undefined : isNull(drills.retiredAt),
        filter.key === undefined ? undefined : eq(drills.key, filter.key),
        page.after === null ? undefined : gt(drills.key, page.after),
      ),
    )
    .orderBy(asc(drills.key))
    .limit(page.limit);
}
export type ShownDrill = Awaited<ReturnType<typeof listDrills>>[number];

export async function findDrill(reader: Reader, key: string): Promise<ShownDrill | null> {
  const [found] = await listDrills(reader, { retired: true, key }, { after: null, limit: 1 });
  return found ?? null;
}

export type DrillRunPlace = { startedAt: EpochMs; id: string };

/** Runs with what they went through, newest first. */
export async function listDrillRuns(
  reader: Reader,
  filter: { drillId?: number; id?: string },
  page: { after: DrillRunPlace | null; limit: number },
) {
  const beyond =
    page.after === null
      ? undefined
      : sql`(${drillRuns.startedAt}, ${drillRuns.id}) < (${toIso(page.after.startedAt)}::timestamptz, ${page.after.id}::uuid)`;
  return reader
    .select({
      ...getTableColumns(drillRuns),
      drill: drills.key,
      way: drills.way,
      source: sources.key,
      connection: connections.key,
      pager: pagers.key,
    })
    .from(drillRuns)
    .innerJoin(drills, eq(drills.id, drillRuns.drillId))
    .innerJoin(sources, eq(sources.id, drillRuns.sourceId))
    .innerJoin(connections, eq(connections.id, drillRuns.connectionId))
    .leftJoin(pagers, eq(pagers.id, drillRuns.pagerConnectionId))
    .where(
      and(
        filter.drillId === undefined ? undefined : eq(drillRuns.drillId, filter.drillId),
        filter.id === undefined ? undefined : eq(drillRuns.id, filter.id),
        beyond,
      ),
    )
    .orderBy(desc(drillRuns.startedAt), desc(drillRuns.id))
    .limit(page.limit);
}
export type ShownDrillRun = Awaited<ReturnType<typeof listDrillRuns>>[number];

export async function findDrillRun(reader: Reader, id: string): Promise<ShownDrillRun | null> {
  const [found] = await listDrillRuns(reader, { id }, { after: null, limit: 1 });
  return found ?? null;
}

/** The last run of each drill that had one. */
export async function listLastDrillRuns(reader: Reader, drillIds: readonly number[]) {
  return reader
    .selectDistinctOn([drillRuns.drillId])
    .from(drillRuns)
    .where(sql`${drillRuns.drillId} = any(${sql.param([...drillIds])}::integer[])`)
    .orderBy(asc(drillRuns.drillId), desc(drillRuns.startedAt), desc(drillRuns.id));
}

export interface DrillFigures {
  drillId: number;
  /** That passed or missed. */
  runs: number;
  misses: number;
  /** From the fault to the ticket, in milliseconds; null where no run got so far. */
  openedP50Ms: number | null;
  openedP99Ms: number | null;
  /** From the end of the fault to the ticket's closing. */
  closedP50Ms: number | null;
  closedP99Ms: number | null;
}

/** How well the alert path did since `since`: nearest-rank percentiles over the runs that got so far. */
export async function loadDrillFigures(
  reader: Reader,
  drillIds: readonly number[],
  since: EpochMs,
): Promise<DrillFigures[]> {
  const ms = (from: string, to: string) => sql.raw(`(extract(epoch from ${to} - ${from}) * 1000)::float8`);
  const rank = (share: string, of: ReturnType<typeof ms>) =>
    sql`round(percentile_disc(${sql.raw(share)}) within group (order by ${of}))::float8`;
  const opened = ms("fault_at", "ticket_opened_at");
  const closed = ms("fault_ended_at", "ticket_closed_at");
  return selectRows<DrillFigures>(
    reader,
    sql`select drill_id as "drillId", count(*)::int as runs, (count(*) filter (where state = 'missed'))::int as misses,
          ${rank("0.5", opened)} as "openedP50Ms", ${rank("0.99", opened)} as "openedP99Ms",
          ${rank("0.5", closed)} as "closedP50Ms", ${rank("0.99", closed)} as "closedP99Ms"
        from drill_runs
        where drill_id = any(${sql.param([...drillIds])}::integer[]) and started_at >= ${toIso(since)}::timestamptz
          and state in ('passed', 'missed')
        group by drill_id`,
  );
}

/** Which of these keys belong to a drill: those under which a run sent a sample. */
export async function findDrillKeys(
  reader: Reader,
  keys: readonly { sourceId: number; correlationKey: string }[],
): Promise<{ sourceId: number; correlationKey: string; drillId: number }[]> {
  if (keys.length === 0) return [];
  return selectRows(
    reader,
    sql`select r.source_id as "sourceId", r.correlation_key as "correlationKey", r.drill_id as "drillId"
        from (select source_id, correlation_key, drill_id from drill_runs
              union all select o.source_id, o.correlation_key, runs.drill_id from drill_outages o join drill_runs runs on runs.id = o.run_id) r
          join unnest(${sql.param(keys.map((key) => key.sourceId))}::integer[],
          ${sql.param(keys.map((key) => key.correlationKey))}::text[]) as k(source_id, correlation_key)
          on r.source_id = k.source_id and r.correlation_key = k.correlation_key`,
  );
}

/** Whether the page with this token fails now: a run of its drill is under way, and its fault has not ended. It never fails
 *  longer than the ticket may take. Null: there is no such page. */
export async function readDrillPage(reader: Reader, token: string, now: EpochMs): Promise<{ fails: boolean } | null> {
  const [found] = await selectRows<{ fails: boolean }>(
    reader,
    sql`select exists (select from drill_runs r where r.drill_id = d.id and r.state = 'running' and r.ending_at is null
            and r.stopped_by is null and r.fault_at is not null
            and r.fault_at + r.open_within_ms * interval '1 millisecond' > ${toIso(now)}::timestamptz) as fails
        from drills d where d.page_token = ${token} and d.retired_at is null`,
  );
  return found ?? null;
}

export interface DrillFacts {
  incidentId: string | null;
  deliveredAt: EpochMs | null;
  openedAt: EpochMs | null;
  ticketOpenedAt: EpochMs | null;
  resolvedAt: EpochMs | null;
  ticketClosedAt: EpochMs | null;
}

/** What has become of a run so far, from the rows that its events and its ticket left behind. */
export async function loadDrillFacts(
  reader: Reader,
  run: {
    drillId: number;
    sourceId: number;
    correlationKey: string | null;
    faultAt: EpochMs | null;
    startedAt: EpochMs;
  },
): Promise<DrillFacts> {
  const since = toIso(run.faultAt ?? run.startedAt);
  const ofRun =
    run.correlationKey === null
      ? sql`and (i.resolved_at is null or i.resolved_at >= ${since}::timestamptz)`
      : sql`and i.source_id = ${run.sourceId} and i.correlation_key = ${run.correlationKey}`;
  const [found] = await selectRows<{ [Name in keyof DrillFacts]: string | null }>(
    reader,
    sql`with mine as (
          select i.id, i.status from incidents i where i.drill_id = ${run.drillId} ${ofRun} order by i.opened_at desc, i.id desc limit 1),
        told as (
          select e.change, e.received_at, d.finished_at from events e join mine on e.incident_id = mine.id
          left join deliveries d on d.id = e.delivery_id
          where e.received_at >= ${since}::timestamptz and e.superseded_at is null),
        sent as (
          select a.verb, a.finished_at from actions a join obligations o on o.id = a.obligation_id
          join mine on o.incident_id = mine.id
          where o.kind = 'ticket' and a.state = 'done' and a.finished_at >= ${since}::timestamptz),
        resolved as (select max(coalesce(finished_at, received_at)) as at from told where change = 'resolved'),
        opened as (select min(finished_at) as at from sent where verb in ('create', 'reopen'))
        select (select id from mine) as "incidentId",
          (select min(received_at) from told where change in ('opened', 'reopened'))::text as "deliveredAt",
          (select min(coalesce(finished_at, received_at)) from told where change in ('opened', 'reopened'))::text as "openedAt",
          (select at from opened)::text as "ticketOpenedAt",
          (select resolved.at from resolved, mine where mine.status = 'resolved')::text as "resolvedAt",
          (select max(finished_at) from sent, opened where verb = 'close' and finished_at >= opened.at)::text as "ticketClosedAt"`,
  );
  const instant = (text: string | null | undefined) => (text == null ? null : readInstant(text));
  return {
    incidentId: found?.incidentId ?? null,
    deliveredAt: instant(found?.deliveredAt),
    openedAt: instant(found?.openedAt),
    ticketOpenedAt: instant(found?.ticketOpenedAt),
    resolvedAt: instant(found?.resolvedAt),
    ticketClosedAt: instant(found?.ticketClosedAt),
  };
}

/** Key of the drill whose page a monitor watches; null where it watches none. */
export async function findWatchingDrill(reader: Reader, sourceId: number, monitor: string): Promise<string | null> {
  const watching = and(eq(drills.sourceId, sourceId), eq(drills.monitor, monitor), isNull(drills.retiredAt));
  const [found] = await reader.select({ key: drills.key }).from(drills).where(watching);
  return found?.key ?? null;
}

/** Keys of the drills in use whose ticket a connection opens, or whose pager it is. */
export async function listDrillsOfConnection(reader: Reader, connection: string): Promise<string[]> {
  const found = await reader
    .select({ key: drills.key })
    .from(drills)
    .innerJoin(connections, or(eq(connections.id, drills.connectionId), eq(connections.id, drills.pagerConnectionId)))
    .where(and(eq(connections.key, connection), isNull(drills.retiredAt)))
    .orderBy(asc(drills.key));
  return found.map(({ key }) => key);
}

/** Keys of the drills in use that send their outages to a source, or whose tool reports to it. */
export async function listDrillsOfSource(reader: Reader, source: string): Promise<string[]> {
  const found = await reader
    .select({ key: drills.key })
    .from(drills)
    .innerJoin(sources, eq(sources.id, drills.sourceId))
    .where(and(eq(sources.key, source), isNull(drills.retiredAt)))
    .orderBy(asc(drills.key));
  return found.map(({ key }) => key);
}

/** Whether a run is under way, by one look at an index: mostly there is none. */
export async function isAnyDrillRunning(reader: Reader): Promise<boolean> {
  const [one] = await reader
    .select({ id: drillRuns.id })
    .from(drillRuns)
    .where(eq(drillRuns.state, "running"))
    .limit(1);
  return one !== undefined;
}
