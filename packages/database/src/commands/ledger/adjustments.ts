import type { EpochMs } from "@signalbox/core";
import type { Reader } from "../../doors/select-rows.ts";
import type { Tx } from "../../doors/transaction.ts";
import { and, desc, eq, isNull, lt, ne, or, sql } from "../../drizzle.ts";
import { readInstant } from "../../schema/column-types.ts";
import { ledgerAdjustments } from "../../schema/ledger.ts";

export type AdjustmentRow = typeof ledgerAdjustments.$inferSelect;

export async function insertAdjustment(tx: Tx, row: typeof ledgerAdjustments.$inferInsert): Promise<void> {
  await tx.insert(ledgerAdjustments).values(row);
}

export async function findAdjustment(reader: Reader, id: string): Promise<AdjustmentRow | null> {
  const [row] = await reader.select().from(ledgerAdjustments).where(eq(ledgerAdjustments.id, id));
  return row ?? null;
}

/** Newest first. */
export async function listAdjustments(
  reader: Reader,
  filter: { incidentId?: string | undefined; waiting?: boolean | undefined },
  page: { after: { at: EpochMs; id: string } | null; limit: number },
): Promise<AdjustmentRow[]> {
  const { at, id, incidentId, needsApproval, approvedAt, withdrawnAt } = ledgerAdjustments;
  return reader
    .select()
    .from(ledgerAdjustments)
    .where(
      and(
        filter.incidentId === undefined ? undefined : eq(incidentId, filter.incidentId),
        filter.waiting === true ? and(eq(needsApproval, true), isNull(approvedAt), isNull(withdrawnAt)) : undefined,
        page.after === null
          ? undefined
          : or(lt(at, page.after.at), and(eq(at, page.after.at), sql`${id} < ${page.after.id}::uuid`)),
      ),
    )
    .orderBy(desc(at), desc(id))
    .limit(page.limit);
}

/** The yes of a second person. Null where it waits for none, or the author says it. */
export async function approveAdjustment(
  tx: Tx,
  id: string,
  by: { name: string; now: EpochMs },
): Promise<AdjustmentRow | null> {
  const [row] = await tx
    .update(ledgerAdjustments)
    .set({ approvedBy: by.name, approvedAt: by.now })
    .where(
      and(
        eq(ledgerAdjustments.id, id),
        eq(ledgerAdjustments.needsApproval, true),
        isNull(ledgerAdjustments.approvedAt),
        isNull(ledgerAdjustments.withdrawnAt),
        ne(ledgerAdjustments.author, by.name),
      ),
    )
    .returning();
  return row ?? null;
}

/** Takes back one that waits. Null where it does not. */
export async function withdrawAdjustment(
  tx: Tx,
  id: string,
  by: { name: string; now: EpochMs },
): Promise<AdjustmentRow | null> {
  const [row] = await tx
    .update(ledgerAdjustments)
    .set({ withdrawnBy: by.name, withdrawnAt: by.now })
    .where(
      and(
        eq(ledgerAdjustments.id, id),
        eq(ledgerAdjustments.needsApproval, true),
        isNull(ledgerAdjustments.approvedAt),
        isNull(ledgerAdjustments.withdrawnAt),
      ),
    )
    .returning();
  return row ?? null;
}

/** Gives an incident another component. Returns what it had, and when it was open (`to` null: it is still). */
export async function moveIncident(
  tx: Tx,
  incidentId: string,
  componentId: number,
  now: EpochMs,
): Promise<{ before: number | null; from: EpochMs; to: EpochMs | null }> {
  type Moved = { before: number | null; opened_at: string; resolved_at: string | null };
  const moved = await tx.execute<Moved>(sql`
    update incidents i set component_id = ${componentId}, version = i.version + 1, updated_at = ${new Date(now).toISOString()}
    from (select id, component_id from incidents where id = ${incidentId} for update) old
    where i.id = old.id returning old.component_id as before, i.opened_at, i.resolved_at`);
  const { before, opened_at, resolved_at } = moved.rows[0]!;
  return { before, from: readInstant(opened_at), to: resolved_at === null ? null : readInstant(resolved_at) };
}
