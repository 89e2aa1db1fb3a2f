import { type EpochMs, toIso } from "@signalbox/core";
import type { Tx } from "../../doors/transaction.ts";
import { inArray, sql } from "../../drizzle.ts";
import {
  componentCosts,
  componentOwners,
  componentTargets,
  componentTiers,
  monitorMappings,
} from "../../schema/index.ts";
import { inChunks } from "./in-chunks.ts";

/** A value that holds in `[from, until)`; `until` null = until further notice. */
export type Dated<Value> = { value: Value; from: EpochMs; until: EpochMs | null };

/** Whole timelines of one setting, by the id of their component. */
export type Timelines<Value> = ReadonlyMap<number, readonly Dated<Value>[]>;

// Each of these puts whole timelines in place of those before, for many components at once: the lines of one setting never
// hold two at a time. What they were stands in the journal, written by the caller.

export async function replaceTiers(tx: Tx, timelines: Timelines<number>): Promise<void> {
  await inChunks([...timelines.keys()], (ids) =>
    tx.delete(componentTiers).where(inArray(componentTiers.componentId, ids)),
  );
  const rows = linesOf(timelines, (tier) => ({ tier }));
  await inChunks(rows, (some) => tx.insert(componentTiers).values(some));
}

/** @param timelines values are ids of teams */
export async function replaceOwners(tx: Tx, timelines: Timelines<number>): Promise<void> {
  await inChunks([...timelines.keys()], (ids) =>
    tx.delete(componentOwners).where(inArray(componentOwners.componentId, ids)),
  );
  const rows = linesOf(timelines, (teamId) => ({ teamId }));
  await inChunks(rows, (some) => tx.insert(componentOwners).values(some));
}

/** What they were is kept: it decides what was known of a cost before. */
export async function replaceCosts(
  tx: Tx,
  timelines: Timelines<{ perMinute: string; currency: string }>,
  now: EpochMs,
): Promise<void> {
  await inChunks([...timelines.keys()], (ids) =>
    tx.execute(sql`
      insert into component_costs_before (component_id, lines, replaced_at)
      select id, coalesce((select jsonb_agg(jsonb_build_object('rate_per_minute', c.rate_per_minute::text, 'currency', c.currency,
          'valid_from', c.valid_from, 'valid_to', c.valid_to) order by c.valid_from)
        from component_costs c where c.component_id = r.id), '[]'), ${toIso(now)}::timestamptz
      from unnest(${sql.param(ids)}::integer[]) as r(id) on conflict do nothing`),
  );
  await inChunks([...timelines.keys()], (ids) =>
    tx.delete(componentCosts).where(inArray(componentCosts.componentId, ids)),
  );
  const rows = linesOf(timelines, ({ perMinute, currency }) => ({ ratePerMinute: perMinute, currency }));
  await inChunks(rows, (some) => tx.insert(componentCosts).values(some));
}

export async function replaceTargets(tx: Tx, timelines: Timelines<string>): Promise<void> {
  await inChunks([...timelines.keys()], (ids) =>
    tx.delete(componentTargets).where(inArray(componentTargets.componentId, ids)),
  );
  const rows = linesOf(timelines, (slaTarget) => ({ slaTarget }));
  await inChunks(rows, (some) => tx.insert(componentTargets).values(some));
}

/** @param timelines `ordinal`: lower is asked first */
export async function replaceMappings(
  tx: Tx,
  timelines: Timelines<{ sourceId: number; match: string; ordinal: number }>,
): Promise<void> {
  await inChunks([...timelines.keys()], (ids) =>
    tx.delete(monitorMappings).where(inArray(monitorMappings.componentId, ids)),
  );
  const rows = linesOf(timelines, (mapping) => mapping);
  await inChunks(rows, (some) => tx.insert(monitorMappings).values(some));
}

function linesOf<Value, Fields extends object>(timelines: Timelines<Value>, fieldsOf: (value: Value) => Fields) {
  return [...timelines].flatMap(([componentId, lines]) =>
    lines.map(({ value, from, until }) => ({ componentId, validFrom: from, validTo: until, ...fieldsOf(value) })),
  );
}
