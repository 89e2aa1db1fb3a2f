import type { EpochMs } from "@signalbox/core";
import type { Reader } from "../../doors/select-rows.ts";
import type { Tx } from "../../doors/transaction.ts";
import { and, asc, desc, eq, getTableColumns, lte, sql } from "../../drizzle.ts";
import { approvals, approvalVotes } from "../../schema/runs.ts";

export type ApprovalRow = typeof approvals.$inferSelect;
export type ApprovalVote = Omit<typeof approvalVotes.$inferSelect, "notBy">;

/** Asks for a yes. At most one stands for an action: the partial unique index sees to it. */
export async function insertApproval(tx: Tx, approval: typeof approvals.$inferInsert): Promise<void> {
  await tx.insert(approvals).values(approval);
}

export async function findApprovalRow(reader: Reader, id: string): Promise<ApprovalRow | null> {
  const [row] = await reader.select().from(approvals).where(eq(approvals.id, id));
  return row ?? null;
}

/** The last approval that was asked for an action, and whether a run has used it. The caller holds the action's lock. */
export async function findLastApproval(
  reader: Reader,
  actionId: string,
): Promise<(ApprovalRow & { isUsed: boolean }) | null> {
  const isUsed = sql<boolean>`exists (select from runs r where r.approval_id = ${approvals.id})`;
  const [row] = await reader
    .select({ ...getTableColumns(approvals), isUsed })
    .from(approvals)
    .where(eq(approvals.actionId, actionId))
    .orderBy(desc(approvals.askedAt), desc(approvals.id))
    .limit(1);
  return row ?? null;
}

export async function setApprovalPage(tx: Tx, id: string, pageId: string): Promise<void> {
  await tx.update(approvals).set({ pageId }).where(eq(approvals.id, id));
}

/** Ends a question, once. False where it had an end before: of two at once, one wins. */
export async function endApproval(
  tx: Tx,
  id: string,
  end: { status: Exclude<ApprovalRow["status"], "pending">; by: string | null; reason: string; now: EpochMs },
): Promise<boolean> {
  const ended = await tx
    .update(approvals)
    .set({ status: end.status, decidedBy: end.by, decidedAt: end.now, reason: end.reason.slice(0, 1_000) })
    .where(and(eq(approvals.id, id), eq(approvals.status, "pending")))
    .returning({ id: approvals.id });
  return ended.length > 0;
}

/** A yes that was given is worth nothing any more: what would run has changed, or its time is up. */
export async function voidApproved(tx: Tx, id: string, reason: string): Promise<void> {
  await tx
    .update(approvals)
    .set({ status: "void", reason: reason.slice(0, 1_000) })
    .where(and(eq(approvals.id, id), eq(approvals.status, "approved")));
}

/** A person's yes or no. False where this person has decided before. The constraint refuses a yes to one's own. */
export async function insertVote(tx: Tx, vote: ApprovalVote): Promise<boolean> {
  const notBy = sql`(select not_by from approvals where id = ${vote.approvalId})`;
  const kept = await tx
    .insert(approvalVotes)
    .values({ ...vote, notBy })
    .onConflictDoNothing()
    .returning({ voter: approvalVotes.voter });
  return kept.length > 0;
}

export async function listVotes(reader: Reader, approvalId: string): Promise<ApprovalVote[]> {
  const { voter, vote, reason, at } = approvalVotes;
  return reader
    .select({ approvalId: approvalVotes.approvalId, voter, vote, reason, at })
    .from(approvalVotes)
    .where(eq(approvalVotes.approvalId, approvalId))
    .orderBy(asc(at));
}

/** Questions whose time is up, and nobody has decided. */
export async function listDueApprovals(reader: Reader, now: EpochMs): Promise<string[]> {
  const rows = await reader
    .select({ id: approvals.id })
    .from(approvals)
    .where(and(eq(approvals.status, "pending"), lte(approvals.expiresAt, now)))
    .orderBy(asc(approvals.expiresAt))
    .limit(100);
  return rows.map(({ id }) => id);
}
