import type { EpochMs, Period, Span } from "@signalbox/core";
import { toIso } from "@signalbox/core";
import { type Reader, selectRows } from "../doors/select-rows.ts";
import { inArray, sql } from "../drizzle.ts";
import { readInstant } from "../schema/column-types.ts";
import { components } from "../schema/components.ts";

/** Components by their keys, those that were retired too. */
export async function findComponentsByKey(
  reader: Pick<Reader, "select">,
  keys: readonly string[],
): Promise<{ id: number; key: string; name: string }[]> {
  if (keys.length === 0) return [];
  return reader
    .select({ id: components.id, key: components.key, name: components.name })
    .from(components)
    .where(inArray(components.key, [...keys]));
}

/** How long it took until somebody acknowledged, in milliseconds, of those incidents that somebody did. */
export async function loadAcknowledgements(
  reader: Reader,
  incidentIds: readonly string[],
): Promise<Map<string, number>> {
  if (incidentIds.length === 0) return new Map();
  const rows = await selectRows<{ id: string; opened_at: string; acknowledged_at: string }>(
    reader,
    sql`select id, opened_at, acknowledged_at from incidents
        where id = any(${sql.param([...incidentIds])}::uuid[]) and acknowledged_at >= opened_at`,
  );
  return new Map(rows.map((row) => [row.id, readInstant(row.acknowledged_at) - readInstant(row.opened_at)]));
}

/** Contracts of customers in use that hold at some instant of a span and name one of these components. */
export async function listContractsOf(
  reader: Reader,
  componentKeys: readonly string[],
  span: Span,
): Promise<{ body: Record<string, unknown>; validFrom: EpochMs; validTo: EpochMs | null }[]> {
  const rows = await selectRows<{ body: Record<string, unknown>; valid_from: string; valid_to: string | null }>(
    reader,
    sql`select ct.body, ct.valid_from, ct.valid_to from contracts ct join customers cu on cu.id = ct.customer_id
        where ct.body -> 'components' ?| ${sql.param([...componentKeys])}::text[] and cu.retired_at is null
          and ct.valid_from < ${toIso(span.to)}::timestamptz and (ct.valid_to is null or ct.valid_to > ${toIso(span.from)}::timestamptz)
        order by ct.id`,
  );
  return rows.map((row) => ({
    body: row.body,
    validFrom: readInstant(row.valid_from),
    validTo: row.valid_to === null ? null : readInstant(row.valid_to),
  }));
}

/** Reports that were kept at the last closing of a month, by the customer's number. */
export async function loadKeptReports(
  reader: Reader,
  period: Period,
  customerIds: readonly number[],
): Promise<Map<number, Record<string, unknown>>> {
  const rows = await selectRows<{ customer_id: number; body: Record<string, unknown> }>(
    reader,
    sql`select r.customer_id, r.body from sla_reports r join ledger_periods p on p.period = r.period and p.times_closed = r.times_closed
        where r.period = ${period} and r.customer_id = any(${sql.param([...customerIds])}::integer[])`,
  );
  return new Map(rows.map((row) => [row.customer_id, row.body]));
}
