import type { EpochMs } from "@signalbox/core";
import type { Reader } from "../../doors/select-rows.ts";
import type { Tx } from "../../doors/transaction.ts";
import { and, desc, eq, isNull, lt, ne } from "../../drizzle.ts";
import { components } from "../../schema/components.ts";
import { exclusions } from "../../schema/maintenance.ts";

export type ExclusionRow = typeof exclusions.$inferSelect & { component: string };

export async function insertExclusion(
  tx: Tx,
  row: {
    componentId: number;
    startsAt: EpochMs;
    endsAt: EpochMs;
    reason: string;
    createdBy: string;
    createdAt: EpochMs;
  },
): Promise<number> {
  const [made] = await tx.insert(exclusions).values(row).returning({ id: exclusions.id });
  return made!.id;
}

export async function findExclusion(reader: Reader, id: number): Promise<ExclusionRow | null> {
  const [row] = await select(reader).where(eq(exclusions.id, id));
  return row === undefined ? null : { ...row.exclusions, component: row.components.key };
}

/** Newest first. */
export async function listExclusions(
  reader: Reader,
  filter: { component?: string | undefined; waiting?: boolean | undefined },
  page: { after: number | null; limit: number },
): Promise<ExclusionRow[]> {
  const rows = await select(reader)
    .where(
      and(
        filter.component === undefined ? undefined : eq(components.key, filter.component),
        filter.waiting === true ? and(isNull(exclusions.approvedAt), isNull(exclusions.withdrawnAt)) : undefined,
        page.after === null ? undefined : lt(exclusions.id, page.after),
      ),
    )
    .orderBy(desc(exclusions.id))
    .limit(page.limit);
  return rows.map((row) => ({ ...row.exclusions, component: row.components.key }));
}

/** The yes of a second person. False where it waits for none, or who proposed it says it. */
export async function approveExclusion(tx: Tx, id: number, by: { name: string; now: EpochMs }): Promise<boolean> {
  const approved = await tx
    .update(exclusions)
    .set({ approvedBy: by.name, approvedAt: by.now })
    .where(
      and(
        eq(exclusions.id, id),
        isNull(exclusions.approvedAt),
        isNull(exclusions.withdrawnAt),
        ne(exclusions.createdBy, by.name),
      ),
    )
    .returning({ id: exclusions.id });
  return approved.length > 0;
}

/** Takes one back, approved or not. False where that was done. */
export async function withdrawExclusion(tx: Tx, id: number, by: { name: string; now: EpochMs }): Promise<boolean> {
  const withdrawn = await tx
    .update(exclusions)
    .set({ withdrawnBy: by.name, withdrawnAt: by.now })
    .where(and(eq(exclusions.id, id), isNull(exclusions.withdrawnAt)))
    .returning({ id: exclusions.id });
  return withdrawn.length > 0;
}

function select(reader: Reader) {
  return reader.select().from(exclusions).innerJoin(components, eq(components.id, exclusions.componentId)).$dynamic();
}
