import {
  type DatedPolicy,
  type EpochMs,
  type ExclusionSettings,
  type LedgerPolicy,
  type Rate,
  toIso,
} from "@signalbox/core";
import type { LedgerMark } from "../../commands/ledger/mark-components-dirty.ts";
import { type Reader, selectRows } from "../../doors/select-rows.ts";
import { asc, eq, type SQL, sql } from "../../drizzle.ts";
import { calendarBodies, calendars } from "../../schema/calendars.ts";
import { readInstant } from "../../schema/column-types.ts";
import { componentCosts } from "../../schema/components.ts";
import { policies, policiesDropped } from "../../schema/policies.ts";
import { bounds } from "./ledger-intervals.ts";

/** The same as they stood at an instant. */
export async function loadRatesKnown(reader: Reader, componentId: number, knownOn: EpochMs): Promise<Rate[]> {
  type Line = { rate_per_minute: string; currency: string; valid_from: string; valid_to: string | null };
  const [before] = await selectRows<{ lines: Line[] }>(
    reader,
    sql`select lines from component_costs_before
        where component_id = ${componentId}::integer and replaced_at > ${toIso(knownOn)}::timestamptz
        order by replaced_at limit 1`,
  );
  if (before === undefined) return loadRates(reader, componentId);
  return before.lines.map((line) => ({
    from: Date.parse(line.valid_from),
    to: line.valid_to === null ? null : Date.parse(line.valid_to),
    perMinute: line.rate_per_minute,
    currency: line.currency,
  }));
}

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

/** The same as they stood at an instant: each that was made by then took the place of what would begin later. */
export async function loadPoliciesKnown(reader: Pick<Reader, "select">, knownOn: EpochMs): Promise<DatedPolicy[]> {
  const { version, body, validFrom, createdAt } = policies;
  const rows = [
    ...(await reader.select({ version, body, validFrom, createdAt }).from(policies)),
    ...(await reader
      .select({
        version: policiesDropped.version,
        body: policiesDropped.body,
        validFrom: policiesDropped.validFrom,
        createdAt: policiesDropped.createdAt,
      })
      .from(policiesDropped)),
  ].toSorted((a, b) => a.version - b.version);
  // The first has no author: before it there was no ledger.
  const made = rows.filter((row, index) => index === 0 || row.createdAt <= knownOn);
  return made.reduce<DatedPolicy[]>((held, row) => {
    const before = held
      .filter(({ from }) => from < row.validFrom)
      .map((policy) => ({ ...policy, to: Math.min(policy.to ?? row.validFrom, row.validFrom) }));
    const policy = row.body as unknown as Omit<LedgerPolicy, "version">;
    return [...before, { ...policy, version: row.version, from: row.validFrom, to: null }];
  }, []);
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
 *  blindness up to `now`. @param knownOn what was entered and decided by then alone */
export async function loadExcludedTime(
  reader: Reader,
  componentId: number,
  span: LedgerMark,
  now: EpochMs,
  knownOn: EpochMs | null = null,
): Promise<Omit<ExclusionSettings, "serviceTime">> {
  const [from, to] = bounds(span);
  const touches = sql`starts_at <= ${to} and coalesce(ends_at, 'infinity'::timestamptz) >= ${from}`;
  type Row = { id: number; starts_at: string; ends_at: string | null; announced_at: string };
  const isBy = (at: SQL) => (knownOn === null ? sql`true` : sql`${at} <= ${toIso(knownOn)}::timestamptz`);
  const maintenance = await selectRows<Row>(
    reader,
    sql`select id, starts_at, coalesce(case when ${isBy(sql`ended_at`)} then ended_at end, ends_at) as ends_at, announced_at
        from maintenance_windows where ${isBy(sql`created_at`)} and not (cancelled_at is not null and ${isBy(sql`cancelled_at`)})
          and ${componentId}::integer = any(component_ids) and ${touches} order by id`,
  );
  const exclusions = await selectRows<Row>(
    reader,
    sql`select id, starts_at, ends_at from exclusions
        where component_id = ${componentId}::integer and approved_at is not null and ${isBy(sql`approved_at`)}
          and not (withdrawn_at is not null and ${isBy(sql`withdrawn_at`)}) and ${touches} order by id`,
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
  const upToNow = <Span extends { from: EpochMs; to: EpochMs }>(spans: Span[]) =>
    knownOn === null
      ? spans
      : spans.filter(({ from }) => from < now).map((one) => ({ ...one, to: Math.min(one.to, now) }));
  return {
    maintenance: maintenance.map((row) => ({ ...spanOf(row), announcedAt: readInstant(row.announced_at) })),
    exclusions: exclusions.map(spanOf),
    blind: upToNow(blind.map(spanOf)),
  };
}
