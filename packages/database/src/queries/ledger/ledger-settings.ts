import type { DatedPolicy, EpochMs, ExclusionSettings, LedgerPolicy, Rate } from "@signalbox/core";
import type { LedgerMark } from "../../commands/ledger/mark-components-dirty.ts";
import { type Reader, selectRows } from "../../doors/select-rows.ts";
import { asc, eq, sql } from "../../drizzle.ts";
import { calendarBodies, calendars } from "../../schema/calendars.ts";
import { readInstant } from "../../schema/column-types.ts";
import { componentCosts } from "../../schema/components.ts";
import { policies } from "../../schema/policies.ts";
import { bounds } from "./ledger-intervals.ts";

export async function loadRates(reader: Reader, componentId: number): Promise<Rate[]> {
  const rows = await reader
    .select()
    .from(componentCosts)
    .where(eq(componentCosts.componentId, componentId))
    .orderBy(asc(componentCosts.validFrom));
  return rows.map((row) => ({
    from: row.validFrom,
    to: row.validTo,
    perMinute: row.ratePerMinute,
    currency: row.currency,
  }));
}

export async function loadPolicies(reader: Pick<Reader, "select">): Promise<DatedPolicy[]> {
  const rows = await reader.select().from(policies).orderBy(asc(policies.validFrom));
  return rows.map((row) => ({
    ...(row.body as unknown as Omit<LedgerPolicy, "version">),
    version: row.version,
    from: row.validFrom,
    to: row.validTo,
  }));
}

/** What a calendar says up to an instant; null: until further notice. */
export interface HeldBody {
  body: unknown;
  to: EpochMs | null;
}

/** Calendars by key, those that were retired too, each with what it said in order of time. */
export async function loadCalendarBodies(reader: Reader): Promise<Map<string, HeldBody[]>> {
  const rows = await reader.select({ id: calendars.id, key: calendars.key, body: calendars.body }).from(calendars);
  const before = await reader.select().from(calendarBodies).orderBy(asc(calendarBodies.validTo));
  return new Map(
    rows.map(({ id, key, body }) => {
      const earlier = before.filter((row) => row.calendarId === id);
      return [key, [...earlier.map((row) => ({ body: row.body, to: row.validTo })), { body, to: null }]];
    }),
  );
}

/** What takes time out of a component's downtime within a span: announced maintenance, approved exclusions, our own
 *  blindness up to `now`. */
export async function loadExcludedTime(
  reader: Reader,
  componentId: number,
  span: LedgerMark,
  now: EpochMs,
): Promise<Omit<ExclusionSettings, "serviceTime">> {
  const [from, to] = bounds(span);
  const touches = sql`starts_at <= ${to} and coalesce(ends_at, 'infinity'::timestamptz) >= ${from}`;
  type Row = { id: number; starts_at: string; ends_at: string | null; announced_at: string };
  const maintenance = await selectRows<Row>(
    reader,
    sql`select id, starts_at, coalesce(ended_at, ends_at) as ends_at, announced_at from maintenance_windows
        where cancelled_at is null and ${componentId}::integer = any(component_ids) and ${touches} order by id`,
  );
  const exclusions = await selectRows<Row>(
    reader,
    sql`select id, starts_at, ends_at from exclusions
        where component_id = ${componentId}::integer and approved_at is not null and withdrawn_at is null and ${touches} order by id`,
  );
  const blind = await selectRows<Row>(
    reader,
    sql`select id, starts_at, ends_at from blind_spans where part = 'api' and ${touches} order by id`,
  );
  const spanOf = (row: Row) => ({
    id: row.id,
    from: readInstant(row.starts_at),
    to: row.ends_at === null ? now : readInstant(row.ends_at),
  });
  return {
    maintenance: maintenance.map((row) => ({ ...spanOf(row), announcedAt: readInstant(row.announced_at) })),
    exclusions: exclusions.map(spanOf),
    blind: blind.map(spanOf),
  };
}
