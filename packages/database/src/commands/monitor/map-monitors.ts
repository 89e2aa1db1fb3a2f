import { type EpochMs, toIso } from "@signalbox/core";
import type { Tx } from "../../doors/transaction.ts";
import { and, eq, sql } from "../../drizzle.ts";
import { components } from "../../schema/components.ts";
import { monitorMappings } from "../../schema/monitors.ts";
import { type ChangedBy, journalChange } from "../configuration/changed-by.ts";

export interface NewMapping {
  component: { id: number; key: string };
  source: { id: number; key: string };
  match: string;
  ordinal: number;
}

/** Lets a glob of a source stand for a component: from the beginning of time, or from now on where it did before and ended. */
export async function insertMapping(tx: Tx, by: ChangedBy, mapping: NewMapping): Promise<void> {
  const { component, source, match, ordinal } = mapping;
  const earlier = await tx
    .select({ id: monitorMappings.id })
    .from(monitorMappings)
    .where(
      and(
        eq(monitorMappings.componentId, component.id),
        eq(monitorMappings.sourceId, source.id),
        eq(monitorMappings.match, match),
      ),
    );
  await tx.insert(monitorMappings).values({
    componentId: component.id,
    sourceId: source.id,
    match,
    ordinal,
    validFrom: earlier.length === 0 ? 0 : by.now,
  });
  await tx
    .update(components)
    .set({ revision: sql`${components.revision} + 1`, updatedAt: by.now })
    .where(eq(components.id, component.id));
  await journalChange(tx, by, "component", component.key, "monitor-mapped", { source: source.key, match });
}

/** Gives the component to the unresolved incidents of monitors that had none. */
export async function fillComponents(
  tx: Tx,
  given: { componentId: number; monitorIds: readonly number[]; now: EpochMs },
): Promise<{ id: string; openedAt: EpochMs }[]> {
  if (given.monitorIds.length === 0) return [];
  const filled = await tx.execute<{ id: string; opened_at_ms: string }>(sql`
    with open as (
      select id from incidents where monitor_id = any(${sql.param([...given.monitorIds])}::integer[])
        and component_id is null and status <> 'resolved' order by id for update)
    update incidents i set component_id = ${given.componentId}, version = version + 1, updated_at = ${toIso(given.now)}
    from open where i.id = open.id and i.component_id is null
    returning i.id, (extract(epoch from i.opened_at) * 1000)::bigint::text as opened_at_ms`);
  return filled.rows.map((row) => ({ id: row.id, openedAt: Number(row.opened_at_ms) }));
}
