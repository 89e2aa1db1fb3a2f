import { type EpochMs, toIso } from "@signalbox/core";
import type { Reader } from "../../doors/select-rows.ts";
import type { Tx } from "../../doors/transaction.ts";
import { and, desc, eq, lt, lte, sql } from "../../drizzle.ts";
import { weekMails } from "../../schema/week-mails.ts";

export type WeekMail = typeof weekMails.$inferSelect;

/** The mail that was due last; null where none ever was. */
export async function findLastWeekMail(reader: Reader): Promise<WeekMail | null> {
  const [row] = await reader.select().from(weekMails).orderBy(desc(weekMails.dueAt)).limit(1);
  return row ?? null;
}

/** Takes the mail of a due time to send it: made where there is none yet. Null where it is sent, is being sent, waits for its
 *  next try, or was given up. */
export async function claimWeekMail(tx: Tx, dueAt: EpochMs, now: EpochMs): Promise<WeekMail | null> {
  await tx.insert(weekMails).values({ dueAt, nextTryAt: now }).onConflictDoNothing();
  const [claimed] = await tx
    .update(weekMails)
    .set({ state: "sending", claimedAt: now, tries: sql`${weekMails.tries} + 1` })
    .where(and(eq(weekMails.dueAt, dueAt), eq(weekMails.state, "waiting"), lte(weekMails.nextTryAt, now)))
    .returning();
  return claimed ?? null;
}

/** How a try ended. False where somebody else has judged it meanwhile. */
export async function recordWeekMail(
  tx: Tx,
  claim: Pick<WeekMail, "dueAt" | "tries">,
  end: Partial<WeekMail> & Pick<WeekMail, "state">,
): Promise<boolean> {
  const rows = await tx
    .update(weekMails)
    .set(end)
    .where(and(eq(weekMails.dueAt, claim.dueAt), eq(weekMails.tries, claim.tries), eq(weekMails.state, "sending")))
    .returning({ dueAt: weekMails.dueAt });
  return rows.length > 0;
}

/** Mails that were being sent when whoever sent them ended: nobody knows whether they went out. Returns their due times. */
export async function giveUpLostWeekMails(
  tx: Tx,
  lost: { claimedBefore: EpochMs; reason: string },
): Promise<EpochMs[]> {
  const rows = await tx
    .update(weekMails)
    .set({ state: "unknown", reason: lost.reason })
    .where(and(eq(weekMails.state, "sending"), lt(weekMails.claimedAt, sql`${toIso(lost.claimedBefore)}::timestamptz`)))
    .returning({ dueAt: weekMails.dueAt });
  return rows.map(({ dueAt }) => dueAt);
}
